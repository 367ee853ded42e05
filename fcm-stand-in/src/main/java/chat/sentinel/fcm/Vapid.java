package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who sends, as RFC 8292 has it.
final class Vapid {
    private static final Pattern HEADER =
            Pattern.compile("vapid t=(([^.,]+)\\.([^.,]+))\\.([^.,]+), ?k=([A-Za-z0-9_-]+)=*");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Vapid() {}

    /// Throws GeneralSecurityException where the sender is not who the subscription is for.
    static void check(
            @Nullable String authorization, String applicationServerKey, URI service, Instant now)
            throws GeneralSecurityException {
        Matcher header = HEADER.matcher(authorization == null ? "" : authorization);
        if (!header.matches()) {
            throw new SignatureException("No VAPID");
        }
        String key = part(header, 5);
        if (!key.equals(applicationServerKey.replace("=", ""))) {
            throw new SignatureException("The subscription is for another key");
        }
        try {
            if (!json(part(header, 2)).path("alg").asString("").equals("ES256")) {
                throw new SignatureException("Not signed by ES256");
            }
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(Subscription.publicKey(Base64.getUrlDecoder().decode(key)));
            signature.update(part(header, 1).getBytes(UTF_8));
            if (!signature.verify(Base64.getUrlDecoder().decode(part(header, 4)))) {
                throw new SignatureException("Wrong signature");
            }
            claims(json(part(header, 3)), service, now);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new SignatureException("It cannot be read", e);
        }
    }

    private static void claims(JsonNode claims, URI service, Instant now)
            throws SignatureException {
        if (!claims.path("aud").asString("").equals(service.toString())) {
            throw new SignatureException("For another audience");
        }
        Instant end = Instant.ofEpochSecond(claims.path("exp").asLong(0));
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
            throw new SignatureException("Expired, or valid for more than a day");
        }
        if (!claims.path("sub").asString("").matches("(mailto:|https://).+")) {
            throw new SignatureException("Nobody can be reached");
        }
    }

    private static String part(Matcher header, int group) {
        return String.valueOf(header.group(group));
    }

    private static JsonNode json(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }
}
