package chat.sentinel.notification.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.fcm.Subscription;
import chat.sentinel.notification.device.WebPushEndpointsTest;
import chat.sentinel.notification.device.WebPushProperties;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A client says where his notifications go; he gets this service to call nobody else.
class WebPushSafetyTest {
    private final Push push =
            WebPushTest.push(
                    Subscription.made("browser", "https://push.example.org/x", ""),
                    "5f0c",
                    "Hi",
                    1);

    /// Whatever may be registered: a name may say one thing today and another tomorrow.
    @Test
    void shouldNotCallIntoThePrivateNetwork() throws Exception {
        AtomicInteger called = new AtomicInteger();
        HttpServer inside = server(called, exchange -> {});
        WebPushProperties properties = WebPushTest.properties();
        try (WebPush here =
                        WebPushTest.to(
                                properties, WebPushEndpointsTest.takingAnything(properties));
                WebPush allowed = WebPushTest.to(authority(inside))) {
            for (String host : List.of("localhost", "127.0.0.1", "2130706433")) {
                String endpoint =
                        "http://" + host + ":" + inside.getAddress().getPort() + "/elsewhere";
                assertThat(here.send(at(endpoint, push)).get(5, TimeUnit.SECONDS))
                        .as(host)
                        .isInstanceOf(PushOutcome.Refused.class);
            }
            assertThat(called).hasValue(0);

            Push told = at("http://" + authority(inside) + "/elsewhere", push);
            assertThat(allowed.send(told).get(5, TimeUnit.SECONDS))
                    .isEqualTo(new PushOutcome.Sent());
            assertThat(called).hasValue(1);
        } finally {
            inside.stop(0);
        }
    }

    @Test
    void shouldNotCallWhatMayNotBeRegistered() throws Exception {
        try (WebPush here = WebPushTest.to()) {
            assertThat(here.send(at("https://127.0.0.1/x", push)).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(PushOutcome.Refused.class);
        }
    }

    @Test
    void shouldNotFollowARedirect() throws Exception {
        AtomicInteger followed = new AtomicInteger();
        HttpServer server =
                server(
                        followed,
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", "/elsewhere");
                            exchange.sendResponseHeaders(307, -1);
                            exchange.close();
                        });
        try (WebPush here = WebPushTest.to(authority(server))) {
            PushOutcome outcome =
                    here.send(at("http://" + authority(server) + "/x", push))
                            .get(5, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(PushOutcome.Refused.class);
            assertThat(followed).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    /// What is taken is taken, though the answer goes on for ever.
    @Test
    void shouldNotReadAnAnswerWithoutEnd() throws Exception {
        AtomicInteger written = new AtomicInteger();
        HttpServer server =
                server(
                        new AtomicInteger(),
                        exchange -> {
                            exchange.sendResponseHeaders(201, 0);
                            byte[] much = "so it goes ".repeat(1000).getBytes(UTF_8);
                            try (OutputStream out = exchange.getResponseBody()) {
                                for (int i = 0; i < 100_000; i++) {
                                    out.write(much);
                                    written.addAndGet(much.length);
                                }
                            }
                        });
        try (WebPush here = WebPushTest.to(authority(server))) {
            PushOutcome outcome =
                    here.send(at("http://" + authority(server) + "/x", push))
                            .get(5, TimeUnit.SECONDS);
            assertThat(outcome).isEqualTo(new PushOutcome.Sent());
            assertThat(written.get()).isLessThan(50_000_000);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aHeaderWithoutEndIsNotReadToItsEnd() throws Exception {
        int most = 50_000_000;
        AtomicInteger written = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebPush here = WebPushTest.to("127.0.0.1:" + server.getLocalPort())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    OutputStream out = socket.getOutputStream();
                                    out.write("HTTP/1.1 201 Created\r\nX: ".getBytes(UTF_8));
                                    byte[] more = "a".repeat(10_000).getBytes(UTF_8);
                                    while (written.addAndGet(more.length) < most) {
                                        out.write(more);
                                    }
                                } catch (IOException e) {
                                    // Cut, as it should be.
                                }
                            });
            here.send(at("http://127.0.0.1:" + server.getLocalPort() + "/x", push))
                    .get(20, TimeUnit.SECONDS);
            assertThat(written.get()).isLessThan(most);
        }
    }

    private static HttpServer server(AtomicInteger followed, HttpHandler handler) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/x", handler);
        server.createContext(
                "/elsewhere",
                exchange -> {
                    followed.incrementAndGet();
                    exchange.sendResponseHeaders(201, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static String authority(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static Push at(String endpoint, Push push) {
        return new Push(
                push.platform(),
                endpoint,
                push.keys(),
                push.collapseKey(),
                push.title(),
                push.body(),
                push.badge(),
                push.data(),
                push.timeToLive());
    }
}
