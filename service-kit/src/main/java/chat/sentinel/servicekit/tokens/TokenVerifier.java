package chat.sentinel.servicekit.tokens;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.UnsupportedJwtException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells whether an access token is good, without asking anybody for most of them: Ed25519
/// signatures only, `typ`, `iss`, `aud`, `exp` and `sid` checked, ended sessions refused. What
/// was verified is remembered for a minute by the token's hash, since a client shows the same
/// token often.
public final class TokenVerifier {
    private static final int MAX_LENGTH = 4096;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final JwtParser parser;
    private final RevokedSessions revoked;
    private final Clock clock;
    private final Duration leeway;
    private final Cache<ByteBuffer, AccessToken> verified =
            Caffeine.newBuilder()
                    // Tidied up by who uses it: to wake another thread for that costs more.
                    .executor(Runnable::run)
                    .maximumSize(20_000)
                    .expireAfterWrite(REMEMBERED)
                    .build();

    public TokenVerifier(
            TokensProperties properties, TokenKeys keys, RevokedSessions revoked, Clock clock) {
        this.revoked = revoked;
        this.clock = clock;
        this.leeway = properties.leeway();
        this.parser =
                Jwts.parser()
                        .keyLocator(header -> key(header, keys))
                        .requireIssuer(properties.issuer())
                        .requireAudience(properties.audience())
                        .clock(() -> Date.from(clock.instant()))
                        .clockSkewSeconds(properties.leeway().toSeconds())
                        .sig()
                        .clear()
                        .add(Jwts.SIG.EdDSA)
                        .and()
                        .zip()
                        .clear()
                        .and()
                        .build();
    }

    /// @param compactJwt the text after `Bearer `
    /// @throws SentinelException INVALID_TOKEN, TOKEN_EXPIRED, SESSION_REVOKED, or, while the
    ///     keys are out of reach, STORE_UNAVAILABLE
    public AccessToken verify(String compactJwt) {
        if (compactJwt.isEmpty() || compactJwt.length() > MAX_LENGTH) {
            throw invalid(null);
        }
        ByteBuffer hash = hash(compactJwt);
        AccessToken token = verified.getIfPresent(hash);
        if (token == null) {
            token = parse(compactJwt);
            verified.put(hash, token);
        } else if (!clock.instant().isBefore(token.expiresAt().plus(leeway))) {
            throw expired(null);
        }
        if (revoked.isRevoked(token.sessionId())) {
            throw new SentinelException(
                    ErrorCode.SESSION_REVOKED, ErrorCode.SESSION_REVOKED.title());
        }
        return token;
    }

    private AccessToken parse(String compactJwt) {
        try {
            Jws<Claims> jws = parser.parseSignedClaims(compactJwt);
            TokenType type = TokenType.ofHeader(jws.getHeader().getType());
            Claims claims = jws.getPayload();
            if (type == null || claims.getExpiration() == null || claims.getId() == null) {
                throw invalid(null);
            }
            return new AccessToken(
                    UserId.parse(text(claims, Claims.SUBJECT)),
                    SessionId.parse(text(claims, "sid")),
                    claims.getId(),
                    roles(claims),
                    type,
                    claims.getExpiration().toInstant());
        } catch (ExpiredJwtException e) {
            throw expired(e);
        } catch (JwtException | IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private static Key key(Header header, TokenKeys keys) {
        PublicKey key =
                header instanceof JwsHeader jws && jws.getKeyId() != null
                        ? keys.find(jws.getKeyId())
                        : null;
        if (key == null) {
            throw new UnsupportedJwtException("no such key");
        }
        return key;
    }

    private static String text(Claims claims, String name) {
        if (claims.get(name) instanceof String text) {
            return text;
        }
        throw new UnsupportedJwtException("no " + name);
    }

    private static Set<String> roles(Claims claims) {
        Set<String> roles = new HashSet<>();
        if (claims.get("roles") instanceof Collection<?> named) {
            named.forEach(role -> roles.add(String.valueOf(role)));
        }
        return roles;
    }

    private static ByteBuffer hash(String compactJwt) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256")
                            .digest(compactJwt.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SentinelException invalid(@Nullable Throwable cause) {
        return new SentinelException(
                ErrorCode.INVALID_TOKEN, ErrorCode.INVALID_TOKEN.title(), cause);
    }

    private static SentinelException expired(@Nullable Throwable cause) {
        return new SentinelException(
                ErrorCode.TOKEN_EXPIRED, ErrorCode.TOKEN_EXPIRED.title(), cause);
    }
}
