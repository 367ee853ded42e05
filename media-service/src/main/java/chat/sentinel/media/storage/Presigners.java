package chat.sentinel.media.storage;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// What signs addresses. A signature covers the host, and pages may only load from the host that
/// they came from: so who calls the gateway `localhost` gets other addresses than who calls it by
/// its number. Whoever lies about the host gets an address that is of no use to him.
@Component
class Presigners {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:]{2,45}](:\\d{1,5})?");
    private static final int MOST_HOSTS = 50;

    private final boolean sameHost;
    private final S3Presigner usual;
    private final LoadingCache<URI, S3Presigner> byHost;

    Presigners(S3Properties properties) {
        sameHost = properties.sameHost();
        usual = StorageConfiguration.presigner(properties, properties.addressForClients());
        byHost =
                Caffeine.newBuilder()
                        .maximumSize(MOST_HOSTS)
                        .build(host -> StorageConfiguration.presigner(properties, host));
    }

    /// For the request that is being answered.
    S3Presigner now() {
        URI host = sameHost ? asked() : null;
        return host == null ? usual : byHost.get(host);
    }

    private static @Nullable URI asked() {
        if (!(RequestContextHolder.getRequestAttributes()
                instanceof ServletRequestAttributes attributes)) {
            return null;
        }
        HttpServletRequest request = attributes.getRequest();
        String host = request.getHeader("X-Forwarded-Host");
        if (host == null || !HOST.matcher(host).matches()) {
            return null;
        }
        String scheme = "https".equals(request.getHeader("X-Forwarded-Proto")) ? "https" : "http";
        try {
            URI asked = URI.create(scheme + "://" + host);
            return asked.getHost() == null || asked.getPort() > 65_535 ? null : asked;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
