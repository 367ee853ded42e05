package chat.sentinel.notification.push;

import chat.sentinel.notification.device.WebPushEndpoints;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/// Resolves names for connections, to addresses of the public network only. It is asked for each
/// connection and its answer is what is connected to, so a name that says one thing when it is
/// checked and another afterwards gains nothing.
class PublicAddresses implements SocketAddressResolver, AutoCloseable {
    private static final int MOST_WAITING = 1_000;

    private final WebPushEndpoints endpoints;
    private final ExecutorService threads;
    private final Duration patience;

    /// @param atOnce names that are asked for at a time: somebody's name server may be slow
    /// @param patience after which nobody waits for an answer any more
    PublicAddresses(WebPushEndpoints endpoints, int atOnce, Duration patience) {
        this.endpoints = endpoints;
        this.patience = patience;
        var pool =
                new ThreadPoolExecutor(
                        atOnce,
                        atOnce,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("web-push-names-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /// The name is one of a private network.
    static final class Private extends UnknownHostException {
        private Private(String host) {
            super(host + " is not in the public network");
        }
    }

    @Override
    public void resolve(
            String host,
            int port,
            Map<String, Object> context,
            Promise<List<InetSocketAddress>> promise) {
        long asked = System.nanoTime();
        try {
            threads.execute(() -> answer(host, port, asked, promise));
        } catch (RejectedExecutionException e) {
            promise.failed(new UnknownHostException("Too many names are being asked for"));
        }
    }

    private void answer(
            String host, int port, long asked, Promise<List<InetSocketAddress>> promise) {
        if (System.nanoTime() - asked > patience.toNanos()) {
            promise.failed(new UnknownHostException("Too many names were asked for"));
            return;
        }
        try {
            promise.succeeded(addresses(host, port));
        } catch (UnknownHostException | RuntimeException e) {
            promise.failed(e);
        }
    }

    private List<InetSocketAddress> addresses(String host, int port) throws UnknownHostException {
        boolean any = endpoints.isTestHost(host, port);
        List<InetSocketAddress> addresses =
                Arrays.stream(InetAddress.getAllByName(host))
                        .filter(address -> any || isPublic(address))
                        .map(address -> new InetSocketAddress(address, port))
                        .toList();
        if (addresses.isEmpty()) {
            throw new Private(host);
        }
        return addresses;
    }

    /// As IANA's registries of special addresses have it (RFC 6890).
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        if (address instanceof Inet4Address) {
            return first != 0
                    && first < 240
                    && !(first == 100 && second >= 64 && second < 128)
                    && !(first == 192 && second == 0 && (third == 0 || third == 2))
                    && !(first == 198 && (second == 18 || second == 19))
                    && !(first == 198 && second == 51 && third == 100)
                    && !(first == 203 && second == 0 && third == 113);
        }
        // 2000::/3 without what carries an IPv4 address (2001::/23, 2002::/16) or is for examples.
        return (first & 0xe0) == 0x20
                && !(first == 0x20 && second == 0x01 && third < 2)
                && !(first == 0x20 && second == 0x01 && third == 0x0d && (bytes[3] & 0xff) == 0xb8)
                && !(first == 0x20 && second == 0x02);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
