package chat.sentinel.user.signingkey;

import chat.sentinel.servicekit.tokens.TokenKeys;
import chat.sentinel.servicekit.tokens.TokensProperties;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The life of a key: made and published; signs after `publish-ahead`, when every verifier can
/// have it; stops when the next one signs; is gone when its last token must have expired. Which
/// key signs follows from the rows and the clock, so all instances agree.
@Component
public class SigningKeys implements TokenKeys, InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final long LOCK = 0x73656e74_6b657973L;

    private final SigningProperties properties;
    private final Duration lastTokenExpires;
    private final Keyset keyset;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile List<SigningKey> keys = List.of();
    private volatile Instant loadedAt = Instant.MIN;

    SigningKeys(
            SigningProperties properties,
            TokensProperties tokens,
            Keyset keyset,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.properties = properties;
        this.lastTokenExpires = tokens.accessTokenLife().plus(tokens.leeway().multipliedBy(2));
        this.keyset = keyset;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        rotate();
    }

    /// The key to sign with now.
    public SigningKey current() {
        Instant now = clock.instant();
        SigningKey current = null;
        for (SigningKey key : published()) {
            if (current == null || !key.signsFrom().isAfter(now)) {
                current = key;
            }
        }
        if (current == null) {
            throw new IllegalStateException("There is no signing key");
        }
        return current;
    }

    /// All keys that verifiers may meet, the one that signs longest first.
    public List<SigningKey> published() {
        if (!clock.instant().isBefore(loadedAt.plus(properties.reloadEvery()))) {
            load();
        }
        return keys;
    }

    @Override
    public @Nullable PublicKey find(String keyId) {
        return published().stream()
                .filter(key -> key.keyId().equals(keyId))
                .map(SigningKey::publicKey)
                .findFirst()
                .orElse(null);
    }

    @Scheduled(fixedDelayString = "${sentinel.signing.check-every:1m}")
    @SchedulerLock(name = "signing-keys")
    void rotateByAge() {
        rotate();
    }

    /// Makes the next key when it is time and drops those that nobody needs any more. The lock
    /// makes two instances that start on an empty database agree on the first key.
    void rotate() {
        transaction.executeWithoutResult(
                status -> {
                    lock();
                    load();
                    Instant now = clock.instant();
                    if (keys.isEmpty()) {
                        insert(now, now);
                    } else if (!now.isBefore(
                            keys.getLast()
                                    .signsFrom()
                                    .plus(properties.rotateEvery())
                                    .minus(properties.publishAhead()))) {
                        insert(now, now.plus(properties.publishAhead()));
                    }
                    drop(now);
                    load();
                });
    }

    /// Makes the next key now, for when the one that signs may be known to somebody: it signs after
    /// `publish-ahead`. While one waits for that already no other is made.
    ///
    /// @return the next key
    public SigningKey rotateNow() {
        return Objects.requireNonNull(
                transaction.execute(
                        status -> {
                            lock();
                            load();
                            Instant now = clock.instant();
                            if (!keys.getLast().signsFrom().isAfter(now)) {
                                insert(now, now.plus(properties.publishAhead()));
                                load();
                            }
                            return keys.getLast();
                        }));
    }

    private void lock() {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query().singleColumn();
    }

    /// A key is needed until the tokens that it signed before its successor took over have expired.
    private void drop(Instant now) {
        for (int i = 0; i + 1 < keys.size(); i++) {
            if (keys.get(i + 1).signsFrom().plus(lastTokenExpires).isBefore(now)) {
                jdbc.sql("delete from signing_keys where key_id = ?")
                        .param(keys.get(i).keyId())
                        .update();
                log.info("Signing key {} is gone", keys.get(i).keyId());
            }
        }
    }

    private void insert(Instant now, Instant signsFrom) {
        String keyId = UUID.randomUUID().toString();
        KeyPair pair = generate();
        jdbc.sql(
                        """
                        insert into signing_keys (key_id, public_key, private_key, created_at, signs_from)
                        values (?, ?, ?, ?, ?)
                        """)
                .param(keyId)
                .param(pair.getPublic().getEncoded())
                .param(keyset.seal(pair.getPrivate().getEncoded(), purpose(keyId)))
                .param(now.atOffset(ZoneOffset.UTC))
                .param(signsFrom.atOffset(ZoneOffset.UTC))
                .update();
        log.info("Signing key {} is published and signs from {}", keyId, signsFrom);
    }

    private void load() {
        keys =
                jdbc.sql(
                                """
                                select key_id, public_key, private_key, signs_from from signing_keys
                                order by signs_from, key_id
                                """)
                        .query(
                                (row, n) ->
                                        key(
                                                row.getString(1),
                                                row.getBytes(2),
                                                row.getBytes(3),
                                                row.getObject(4, OffsetDateTime.class).toInstant()))
                        .list();
        loadedAt = clock.instant();
    }

    private SigningKey key(String keyId, byte[] publicKey, byte[] sealed, Instant signsFrom) {
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            return new SigningKey(
                    keyId,
                    factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(keyset.open(sealed, purpose(keyId)))),
                    signsFrom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Signing key " + keyId + " cannot be opened with sentinel.signing.keyset", e);
        }
    }

    private static String purpose(String keyId) {
        return "signing-key:" + keyId;
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
