package chat.sentinel.user.session;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.TokenType;
import chat.sentinel.servicekit.tokens.TokensProperties;
import chat.sentinel.user.signingkey.SigningKey;
import chat.sentinel.user.signingkey.SigningKeys;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Makes access tokens: JWTs signed with Ed25519, which every service verifies by itself.
@Component
public class AccessTokens {
    private final SigningKeys keys;
    private final TokensProperties properties;
    private final Clock clock;

    AccessTokens(SigningKeys keys, TokensProperties properties, Clock clock) {
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    String ofPerson(UserId user, SessionId session, boolean administrator) {
        List<String> roles =
                administrator ? List.of("user", AccessToken.ADMINISTRATOR) : List.of("user");
        return make(TokenType.PERSON, user, session, roles);
    }

    /// @param session ends with the application
    public String ofApplication(UserId user, SessionId session) {
        return make(TokenType.APPLICATION, user, session, List.of("application"));
    }

    private String make(TokenType type, UserId user, SessionId session, List<String> roles) {
        Instant now = clock.instant();
        SigningKey key = keys.current();
        return Jwts.builder()
                .header()
                .type(type.headerType())
                .keyId(key.keyId())
                .and()
                .issuer(properties.issuer())
                .audience()
                .single(properties.audience())
                .subject(user.toString())
                .id(UUID.randomUUID().toString())
                .claim("sid", session.toString())
                .claim("roles", roles)
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(properties.accessTokenLife())))
                .signWith(key.privateKey(), Jwts.SIG.EdDSA)
                .compact();
    }

    public long lifeSeconds() {
        return properties.accessTokenLife().toSeconds();
    }
}
