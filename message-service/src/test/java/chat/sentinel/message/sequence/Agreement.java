package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.util.List;

/// The store, chat.events and two clients have the same.
final class Agreement {
    private Agreement() {}

    static void of(TestUser alice, TestUser bob, String chat, List<String> expected) {
        assertThat(alice.shows(chat)).isEqualTo(expected);
        assertThat(bob.shows(chat)).isEqualTo(expected);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                alice.pagesBack(chat, 3).reversed().stream()
                                                        .map(e -> TestUser.text(e, "message_id")))
                                        .isEqualTo(expected));
        assertThat(ChatEventsReader.idsOf(chat, expected.size())).isEqualTo(expected);
    }
}
