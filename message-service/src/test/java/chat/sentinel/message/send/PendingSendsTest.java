package chat.sentinel.message.send;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingSendsTest {
    private final PendingSends pending = new PendingSends();
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final CommandId first = CommandId.next();
    private final CommandId second = CommandId.next();
    private final CommandId later = CommandId.next();

    @Test
    void theOldestGoesFirstWhicheverFailedFirst() {
        pending.sent(chat, first);
        pending.sent(chat, second);
        // A log that gives up reports the newer batch first.
        pending.unknown(chat, second);
        pending.unknown(chat, first);

        assertThatThrownBy(() -> pending.check(chat, second))
                .hasMessageContaining(first.toString());
        assertThatThrownBy(() -> pending.check(chat, later)).hasMessageContaining(first.toString());
        assertThatCode(() -> pending.check(chat, first)).doesNotThrowAnyException();

        pending.sent(chat, first);
        assertThatCode(() -> pending.check(chat, second)).doesNotThrowAnyException();
        pending.confirmed(chat, first);
        pending.sent(chat, second);
        pending.confirmed(chat, second);
        assertThatCode(() -> pending.check(chat, later)).doesNotThrowAnyException();
    }

    @Test
    void otherChatsAndSendsUnderWayAreNotHeldUp() {
        pending.sent(chat, first);
        assertThatCode(() -> pending.check(chat, second)).doesNotThrowAnyException();
        pending.unknown(chat, first);
        assertThatCode(() -> pending.check(new ChatId(UUID.randomUUID()), second))
                .doesNotThrowAnyException();
    }
}
