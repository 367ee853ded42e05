package chat.sentinel.message.presence;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.SentinelException;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class WatchRateTest {
    private static final long NOW = 1_763_724_000_000L;

    private final WatchRate rate = new WatchRate();

    @Test
    void fiveInAnyTenSecondsAndNoMore() {
        for (int i = 0; i < 5; i++) {
            rate.take(NOW + 1_000 * i);
        }
        assertThatThrownBy(() -> rate.take(NOW + 9_000))
                .asInstanceOf(InstanceOfAssertFactories.type(SentinelException.class))
                .extracting(SentinelException::retryAfter)
                .isEqualTo(Duration.ofSeconds(1));
        assertThatCode(() -> rate.take(NOW + 10_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> rate.take(NOW + 10_999)).isInstanceOf(SentinelException.class);
    }
}
