package chat.sentinel.user.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class CredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "anna@example.org, anna@example.org",
        "Anna@Example.ORG, anna@example.org",
        "a.n+n_a@sub.example.org, a.n+n_a@sub.example.org",
        "anna@bücher.example, anna@xn--bcher-kva.example",
        "anna@BÜCHER.example, anna@xn--bcher-kva.example",
        "anna@bu\u0308cher.example, anna@xn--bcher-kva.example",
        "anna@ｅxample.org, anna@example.org",
        "anna@example\u3002org, anna@example.org",
        "anna@exa\u00ADmple.org, anna@example.org",
        "o'neil@example.org, o'neil@example.org"
    })
    void normalisesEmailAddresses(String typed, String stored) {
        assertThat(new EmailAddress(typed).value()).isEqualTo(stored);
        assertThat(new EmailAddress(stored).value()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anna",
                "@example.org",
                "anna@",
                "anna@localhost",
                "anna@@example.org",
                "a@b@example.org",
                "an na@example.org",
                " anna@example.org",
                "anna@example.org ",
                "anna@example.org\n",
                "anna\u0000@example.org",
                ".anna@example.org",
                "anna.@example.org",
                "an..na@example.org",
                "\"anna\"@example.org",
                "anna@-example.org",
                "anna@example-.org",
                "anna@exa_mple.org",
                "anna@.org",
                "anna@example..org",
                "anna@example.org.",
                "anna@127.0.0.1",
                "anna@[127.0.0.1]",
                "anna@example.1",
                "ann\u0430@example.org",
                "ａnna@example.org",
                "anna\u200B@example.org",
                "\u202Eanna@example.org",
                "anna@exa\u202Emple.org",
                "anna@exa mple.org",
                "änna@example.org",
                "<anna@example.org>",
                "anna@example.org,bert@example.org",
                "anna\r\nBcc: all@example.org"
            })
    void refusesEmailAddresses(String typed) {
        assertThatThrownBy(() -> new EmailAddress(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be an e-mail address");
    }

    @Test
    void boundsTheLengthOfEmailAddresses() {
        String local = "a".repeat(64);
        assertThat(new EmailAddress(local + "@example.org").value()).hasSize(76);
        for (String tooLong :
                new String[] {
                    "a" + local + "@example.org",
                    "a@" + "b".repeat(64) + ".org",
                    "a@" + "bcd.".repeat(100) + "org",
                    "a".repeat(1_000_000) + "@example.org"
                }) {
            assertThatThrownBy(() -> new EmailAddress(tooLong))
                    .hasMessage("must be an e-mail address");
        }
    }

    @Test
    void takesPasswordsOfAnyKind() {
        assertThat(new Password("12345678").value()).isEqualTo("12345678");
        assertThat(new Password("        ").value()).isEqualTo("        ");
        assertThat(new Password("😀".repeat(8)).value()).hasSize(16);
        assertThat(new Password("x".repeat(128)).value()).hasSize(128);
        assertThat(new Password("😀".repeat(128)).value()).hasSize(256);
        assertThat(new Password("pa\u0308ssword")).isEqualTo(new Password("pässword"));
        assertThat(new Password("ﬁfififi1")).isNotEqualTo(new Password("fifififi1"));
        assertThat(new Password("12345678").toString()).doesNotContain("1234");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "😀😀😀😀😀😀😀", "a\u0308a\u0308a\u0308a\u0308"})
    void refusesShortPasswords(String typed) {
        assertThatThrownBy(() -> new Password(typed)).hasMessage("must have 8 to 128 characters");
    }

    @Test
    void refusesLongPasswordsAndHalvesOfCharacters() {
        for (String tooLong : new String[] {"x".repeat(129), "x".repeat(10_000_000)}) {
            assertThatThrownBy(() -> new Password(tooLong))
                    .hasMessage("must have 8 to 128 characters");
        }
        assertThatThrownBy(() -> new Password("1234567\uD83D")).hasMessage("must be text");
    }

    @Test
    void hashesAFewAtATimeAndTurnsTheRestAway() throws Exception {
        PasswordHasher hasher =
                new PasswordHasher(
                        new PasswordsProperties(
                                DataSize.ofMegabytes(1), 1, 1, 1, 1, Duration.ofMillis(300)),
                        new SimpleMeterRegistry());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first =
                    threads.submit(
                            () ->
                                    hasher.inTurn(
                                            () -> {
                                                started.countDown();
                                                return await(finish);
                                            }));
            started.await();
            long before = System.nanoTime();
            Future<SentinelException> waits =
                    threads.submit(
                            () ->
                                    catchThrowableOfType(
                                            SentinelException.class,
                                            () -> hasher.inTurn(() -> true)));
            Thread.sleep(50);
            SentinelException turnedAway =
                    catchThrowableOfType(SentinelException.class, () -> hasher.inTurn(() -> true));
            long turnedAwayAfter = System.nanoTime() - before;

            assertThat(turnedAway.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            assertThat(turnedAway.retryAfter()).isEqualTo(Duration.ofSeconds(2));
            assertThat(Duration.ofNanos(turnedAwayAfter)).isLessThan(Duration.ofMillis(250));
            assertThat(waits.get().code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            finish.countDown();
            assertThat(first.get()).isTrue();
        }
        assertThat(hasher.inTurn(() -> "free again")).isEqualTo("free again");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
