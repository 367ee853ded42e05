package chat.sentinel.servicekit.rest;

import chat.sentinel.servicekit.tokens.AccessToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// Who asks: `@AuthenticationPrincipal AccessToken` in a controller. Roles are `ROLE_USER` and
/// so on; the token's type is an authority too: `TOKEN_PERSON`.
@SuppressWarnings("serial") // never serialised: there are no HTTP sessions
final class VerifiedToken extends AbstractAuthenticationToken {
    private final AccessToken token;

    VerifiedToken(AccessToken token) {
        super(authorities(token));
        this.token = token;
        setAuthenticated(true);
    }

    private static List<GrantedAuthority> authorities(AccessToken token) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        authorities.add(new SimpleGrantedAuthority("TOKEN_" + token.type().name()));
        for (String role : token.roles()) {
            authorities.add(new SimpleGrantedAuthority("ROLE_" + role.toUpperCase(Locale.ROOT)));
        }
        return authorities;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public AccessToken getPrincipal() {
        return token;
    }

    @Override
    public String getName() {
        return token.userId().toString();
    }
}
