package chat.sentinel.notification.device;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Which addresses may be a push service's. A client says where his notifications go, so this is
/// what keeps him from sending the service to somebody else; whether a name is one of a private
/// network is seen when it is resolved.
@Component
public class WebPushEndpoints {
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9-]{1,63}\\.)+[a-z][a-z0-9-]{0,62}");

    private final WebPushProperties properties;

    WebPushEndpoints(WebPushProperties properties) {
        this.properties = properties;
    }

    /// HTTPS at its own port and by a name, without a password.
    public boolean allows(String endpoint) {
        URI uri;
        try {
            uri = new URI(endpoint);
        } catch (URISyntaxException e) {
            return false;
        }
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return false;
        }
        if (isTestHost(host, uri.getPort())) {
            return true;
        }
        return "https".equalsIgnoreCase(uri.getScheme())
                && (uri.getPort() == -1 || uri.getPort() == 443)
                && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    public boolean isTestHost(String host, int port) {
        return properties.testHosts().contains(host + ":" + port);
    }
}
