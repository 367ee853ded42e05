package chat.sentinel.notification.push;

import chat.sentinel.notification.device.WebPushProperties;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// By what push services know who sends (RFC 8292).
@Component
class VapidKey {
    /// Push services take no more than a day.
    private static final int HOURS = 12;

    private final VAPIDKeyPair pair;
    private final String subject;

    VapidKey(WebPushProperties properties) throws IOException {
        String pem = Files.readString(properties.keyPair());
        this.pair =
                VAPIDKeyPairs.of(PrivateKeySources.ofPEMText(pem), PublicKeySources.ofPEMText(pem));
        this.subject = properties.subject();
    }

    /// As browsers want it for `applicationServerKey`: a point, uncompressed, base64url.
    String publicKey() {
        return pair.extractPublicKeyInUncompressedFormAsString();
    }

    /// The header of a request to this endpoint.
    String authorization(String endpoint) {
        return pair.generateAuthorizationHeaderValue(
                VAPIDJWTParam.getBuilder()
                        .resourceURLString(endpoint)
                        .expiresAfter(HOURS, TimeUnit.HOURS)
                        .subject(subject)
                        .build());
    }
}
