package chat.sentinel.notification.decide;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Writes the table `decisions`.
@Component
public class DecisionLog {
    private final JdbcTemplate template;

    DecisionLog(JdbcTemplate template) {
        this.template = template;
    }

    /// One that is there already stays as it is.
    public void add(List<Decision> decisions) {
        template.batchUpdate(
                """
                insert into decisions (chat_id, seq, user_id, device_id, message_id, outcome, at)
                values (?, ?, ?, ?, ?, ?, now())
                on conflict do nothing
                """,
                decisions.stream()
                        .map(
                                one ->
                                        new Object[] {
                                            one.message().chatId().value(),
                                            one.message().seq(),
                                            one.userId().value(),
                                            one.deviceId(),
                                            one.message().messageId(),
                                            one.outcome().wireName()
                                        })
                        .toList());
    }

    /// What waited for a device, from the first entry to the last, has come to this.
    public record Settled(
            ChatId chat,
            UserId user,
            String deviceId,
            long firstSeq,
            long lastSeq,
            Outcome outcome) {}

    public void settle(Collection<Settled> all) {
        template.batchUpdate(
                """
                update decisions set outcome = ?, at = now()
                where chat_id = ? and seq between ? and ? and user_id = ?
                    and device_id = ? and outcome = 'waiting'
                """,
                all.stream()
                        .map(
                                one ->
                                        new Object[] {
                                            one.outcome().wireName(),
                                            one.chat().value(),
                                            one.firstSeq(),
                                            one.lastSeq(),
                                            one.user().value(),
                                            one.deviceId()
                                        })
                        .toList());
    }
}
