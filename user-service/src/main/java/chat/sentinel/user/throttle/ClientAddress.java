package chat.sentinel.user.throttle;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// Where a request comes from: `X-Real-IP`, which the gateway overwrites, else the peer. Of an IPv6
/// address the /64 counts, since one customer has at least that.
final class ClientAddress {
    private static final int LONGEST = 45;

    private ClientAddress() {}

    static String of(HttpServletRequest request) {
        String given = request.getHeader("X-Real-IP");
        String address =
                given == null || given.length() > LONGEST ? request.getRemoteAddr() : given;
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, 8)
                    : address;
        } catch (IllegalArgumentException e) {
            return request.getRemoteAddr();
        }
    }
}
