package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/// Verifies what [BearerToken] carries.
final class BearerTokenProvider implements AuthenticationProvider {
    private final TokenVerifier verifier;

    BearerTokenProvider(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        if (!(authentication instanceof BearerToken token)) {
            return null;
        }
        try {
            return new VerifiedToken(verifier.verify(token.getCredentials()));
        } catch (SentinelException e) {
            throw new TokenRefusedException(e);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerToken.class.isAssignableFrom(authentication);
    }
}
