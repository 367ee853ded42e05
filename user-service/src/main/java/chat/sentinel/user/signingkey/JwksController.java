package chat.sentinel.user.signingkey;

import io.swagger.v3.oas.annotations.Operation;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The public keys, as RFC 8037 writes them.
@RestController
class JwksController {
    private static final int RAW_KEY_BYTES = 32;

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    record Jwk(String kty, String crv, String use, String alg, String kid, String x) {}

    record Jwks(List<Jwk> keys) {}

    @Operation(summary = "The public keys of access tokens")
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Jwks> jwks() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body(new Jwks(keys.published().stream().map(JwksController::jwk).toList()));
    }

    private static Jwk jwk(SigningKey key) {
        return new Jwk("OKP", "Ed25519", "sig", "EdDSA", key.keyId(), raw(key.publicKey()));
    }

    /// The X.509 form of an Ed25519 key ends with its 32 bytes.
    private static String raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        Arrays.copyOfRange(
                                encoded, encoded.length - RAW_KEY_BYTES, encoded.length));
    }
}
