package chat.sentinel.user.signingkey;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;

/// An Ed25519 key pair that signs from a moment on, until a later one does.
public record SigningKey(
        String keyId, PublicKey publicKey, PrivateKey privateKey, Instant signsFrom) {
    @Override
    public String toString() {
        return "SigningKey[" + keyId + "]";
    }
}
