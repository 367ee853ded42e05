package chat.sentinel.notification.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.NotificationCluster;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Two who take entries of one chat, as in a rebalance, where one of them still thinks it is his.
class ChatsTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    private final Chats chats = CLUSTER.bean(Chats.class);
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final UserId ana = new UserId(UUID.randomUUID());
    private final TransactionTemplate alone = transaction();

    private static TransactionTemplate transaction() {
        var transaction = new TransactionTemplate(CLUSTER.bean(PlatformTransactionManager.class));
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return transaction;
    }

    /// There is no row yet by which one could wait for the other.
    @Test
    void whoComesSecondWithANewChatDoesItAllAgain() {
        assertThatThrownBy(
                        () ->
                                alone.executeWithoutResult(
                                        _ -> {
                                            ChatState second = locked();
                                            alone.executeWithoutResult(_ -> takes(locked(), 1));
                                            takes(second, 2);
                                        }))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(seq()).isEqualTo(1);

        alone.executeWithoutResult(_ -> takes(locked(), 2));
        assertThat(seq()).isEqualTo(2);
    }

    private ChatState locked() {
        return Objects.requireNonNull(chats.lock(List.of(chat)).get(chat));
    }

    /// All entries up to this one that were not had.
    private void takes(ChatState state, long last) {
        for (long seq = 1; seq <= last; seq++) {
            if (state.moveTo(seq, seq - 1) && seq == 1) {
                state.created(false, null);
                state.joined(ana);
            }
        }
        chats.save(List.of(state));
    }

    private long seq() {
        return CLUSTER.jdbc()
                .sql("select seq from chats where chat_id = ?")
                .param(chat.value())
                .query(Long.class)
                .single();
    }
}
