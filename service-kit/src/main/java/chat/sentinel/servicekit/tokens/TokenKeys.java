package chat.sentinel.servicekit.tokens;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/// The public keys that access tokens are signed with. A service takes [JwksTokenKeys] unless
/// it has the keys itself.
public interface TokenKeys {
    /// @return the Ed25519 key of this id, or null when there is none
    /// @throws chat.sentinel.contracts.SentinelException STORE_UNAVAILABLE when nobody can tell now
    @Nullable PublicKey find(String keyId);
}
