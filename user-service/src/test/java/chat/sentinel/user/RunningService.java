package chat.sentinel.user;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.Backends;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The service on real stores, started once for all tests. Each test makes its own people; every
/// client comes from an address of its own.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "sentinel.passwords.memory=1MB",
            "sentinel.passwords.iterations=1",
            "sentinel.sessions.per-user=5",
            "sentinel.blocks.per-user=5",
            "sentinel.applications.at-most=20",
            "sentinel.tokens.issuer=https://test.sentinel.invalid",
            "sentinel.tokens.jwks-uri=http://127.0.0.1:1/unused"
        })
@Import(RunningService.Wiring.class)
public abstract class RunningService {
    public static final String TOPIC = "user.events." + UUID.randomUUID();
    public static final String BLOCKS_TOPIC = "user.blocks." + UUID.randomUUID();
    protected static final String DATABASE = Backends.postgres().freshDatabase();
    public static final Path KEYSET = keyset();

    @LocalServerPort protected int port;
    @Autowired protected MovedClock clock;
    @Autowired protected JdbcClient jdbc;

    @TestConfiguration(proxyBeanMethods = false)
    public static class Wiring {
        @Bean
        MovedClock clock() {
            return new MovedClock();
        }
    }

    @DynamicPropertySource
    static void stores(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> DATABASE);
        registry.add("spring.datasource.username", () -> Backends.postgres().username());
        registry.add("spring.datasource.password", () -> Backends.postgres().password());
        registry.add("spring.kafka.bootstrap-servers", () -> Backends.kafka().bootstrapServers());
        registry.add("sentinel.events.topic", () -> TOPIC);
        registry.add("sentinel.events.blocks-topic", () -> BLOCKS_TOPIC);
        registry.add("sentinel.tokens.revocations-topic", () -> TOPIC);
        registry.add("sentinel.signing.keyset", KEYSET::toString);
    }

    public static Path keyset() {
        try {
            AeadConfig.register();
            Path file = Files.createTempFile("signing-keyset", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            KeysetHandle.generateNew(
                                    PredefinedAeadParameters.AES256_GCM,
                                    RegistryConfiguration.get()),
                            InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    protected TestClient client() {
        return new TestClient(port);
    }

    /// Registers somebody with a name of their own.
    protected TestPerson person() {
        return person("u" + UUID.randomUUID().toString().replace("-", "").substring(0, 20));
    }

    protected TestPerson person(String username) {
        TestClient client = client();
        String password = "correct horse " + UUID.randomUUID();
        Answer answer =
                client.post(
                        "/register",
                        """
                        {"username": "%s", "password": "%s", "email": "%s@example.org"}
                        """
                                .formatted(username, password, UUID.randomUUID()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new TestPerson(client, username, password, answer.body());
    }
}
