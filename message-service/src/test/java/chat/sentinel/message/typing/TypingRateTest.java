package chat.sentinel.message.typing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypingRateTest {
    private static final long NOW = 1_763_724_000_000L;

    private final TypingRate rate = new TypingRate();

    @Test
    void fiveInAnySecondAndNoMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(rate.take(NOW + 100 * i)).isTrue();
        }
        assertThat(rate.take(NOW + 500)).isFalse();
        assertThat(rate.take(NOW + 999)).isFalse();
        assertThat(rate.take(NOW + 1_000)).isTrue();
        assertThat(rate.take(NOW + 1_001)).isFalse();
        assertThat(rate.take(NOW + 1_100)).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(rate.take(NOW + 9_000)).isTrue();
        }
        assertThat(rate.take(NOW + 9_000)).isFalse();
    }
}
