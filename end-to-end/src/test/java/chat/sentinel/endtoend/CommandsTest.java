package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What `./sentinel` offers to people who have a system up, as they type it.
class CommandsTest {
    @Test
    void theDemoIsHeardAndReadBackWhole() throws Exception {
        String said = Script.sentinel(0, "demo", "--pace", "0");
        assertThat(said)
                .contains("240 of 240 lines were heard")
                .contains("Everything that was said is in the history, once and in order.");
    }

    @Test
    void aShortLoadLosesRepeatsAndReordersNothing() throws Exception {
        String said =
                Script.sentinel(
                        0,
                        "bench",
                        "--connections",
                        "50",
                        "--rate",
                        "50",
                        "--seconds",
                        "5",
                        "--warm-up",
                        "2");
        assertThat(said)
                .contains("50 connections in pairs")
                .contains(
                        "not accepted 0, only in the history 0, lost 0,"
                                + " repeated or out of order 0, gaps 0");
    }

    @Test
    void anUnknownOptionIsToldAndHelpsOn() throws Exception {
        assertThat(Script.sentinel(2, "bench", "--conections", "50"))
                .contains("unknown option --conections")
                .contains("--connections N");
        assertThat(Script.sentinel(2, "demo", "--pace", "fast")).contains("--pace MS");
    }
}
