package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Access tokens against assertions that the service account's key has signed (RFC 7523).
final class AccessTokens {
    static final Duration LIFETIME = Duration.ofHours(1);
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// What Google's libraries write, wherever they were told to ask.
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private static final List<String> SCOPES =
            List.of(
                    "https://www.googleapis.com/auth/firebase.messaging",
                    "https://www.googleapis.com/auth/cloud-platform");

    private final ServiceAccount account;
    private final InstantSource clock;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    AccessTokens(ServiceAccount account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    /// Why no token is given, in a sentence.
    static final class Refused extends Exception {
        Refused(String why) {
            super(why);
        }
    }

    /// @param form `application/x-www-form-urlencoded`
    String give(String form) throws Refused {
        Map<String, String> fields = fields(form);
        if (!GRANT.equals(fields.get("grant_type"))) {
            throw new Refused("The grant type is not " + GRANT);
        }
        check(fields.getOrDefault("assertion", ""));
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String token = "ya29.stand-in." + HexFormat.of().formatHex(random);
        Instant now = clock.instant();
        ends.values().removeIf(now::isAfter);
        ends.put(token, now.plus(LIFETIME));
        return token;
    }

    /// @param authorization the header
    boolean counts(String authorization) {
        if (!authorization.startsWith("Bearer ")) {
            return false;
        }
        Instant end = ends.get(authorization.substring("Bearer ".length()));
        return end != null && clock.instant().isBefore(end);
    }

    private void check(String assertion) throws Refused {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw new Refused("The assertion is no JWT");
        }
        try {
            JsonNode header = json(parts[0]);
            if (!header.path("alg").asString("").equals("RS256")) {
                throw new Refused("The assertion is not signed by RS256");
            }
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(account.publicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
                throw new Refused("Invalid JWT Signature.");
            }
            claims(json(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
            throw new Refused("The assertion cannot be read: " + e.getMessage());
        }
    }

    private void claims(JsonNode claims) throws Refused {
        if (!claims.path("iss").asString("").equals(account.email())) {
            throw new Refused("Another account signed the assertion");
        }
        String audience = claims.path("aud").asString("");
        if (!audience.equals(GOOGLE) && !audience.equals(account.tokenUri().toString())) {
            throw new Refused("The assertion is for another audience");
        }
        if (claims.path("exp").asLong(0) <= clock.instant().getEpochSecond()) {
            throw new Refused("The assertion has expired");
        }
        List<String> scopes = List.of(claims.path("scope").asString("").split(" ", -1));
        if (SCOPES.stream().noneMatch(scopes::contains)) {
            throw new Refused("The scope does not cover messaging");
        }
    }

    private static JsonNode json(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }

    static Map<String, String> fields(String form) {
        var fields = new HashMap<String, String>();
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        URLDecoder.decode(field.substring(0, equals), UTF_8),
                        URLDecoder.decode(field.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }
}
