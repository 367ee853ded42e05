package chat.sentinel.user;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// The command line beside the running service, with the same database.
@ExtendWith(OutputCaptureExtension.class)
class AdministerTest extends RunningService {
    @Test
    void makesAnAdministrator(CapturedOutput output) {
        TestPerson anna = person();

        assertThat(administer(anna.username())).isZero();

        assertThat(output.getOut())
                .contains(
                        anna.username()
                                + " is an administrator, from the next login or refresh on.");
        assertThat(anna.again().signedIn().get("/applications").status()).isEqualTo(200);
    }

    @Test
    void saysWhyNot(CapturedOutput output) {
        assertThat(administer("nobody-at-all")).isEqualTo(1);
        assertThat(output.getErr()).contains("Nobody is called nobody-at-all.");
    }

    private static int administer(String username) {
        return UserServiceApplication.administer(
                "admin",
                "create",
                username,
                "--spring.datasource.url=" + DATABASE,
                "--spring.datasource.username=" + Backends.postgres().username(),
                "--spring.datasource.password=" + Backends.postgres().password(),
                "--spring.kafka.bootstrap-servers=" + Backends.kafka().bootstrapServers(),
                "--sentinel.events.topic=" + TOPIC,
                "--sentinel.events.blocks-topic=" + BLOCKS_TOPIC,
                "--sentinel.tokens.revocations-topic=" + TOPIC,
                "--sentinel.tokens.issuer=https://test.sentinel.invalid",
                "--sentinel.signing.keyset=" + KEYSET,
                "--sentinel.passwords.memory=1MB",
                "--sentinel.passwords.iterations=1");
    }
}
