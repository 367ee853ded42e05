package chat.sentinel.servicekit.rest;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/// A token that came with a request and is not verified yet.
final class BearerToken extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1;

    private final String compactJwt;

    BearerToken(String compactJwt) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.compactJwt = compactJwt;
    }

    @Override
    public String getCredentials() {
        return compactJwt;
    }

    @Override
    public String getPrincipal() {
        return "";
    }
}
