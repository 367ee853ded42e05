package chat.sentinel.media.outbox;

import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.media.file.MediaId;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes events into the outbox, always inside the transaction of what they tell. Taking the
/// next version locks the file's row until that transaction ends, so a file's versions, positions
/// in the outbox and commits all have one order.
@Component
public class MediaEvents {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final EventRelay relay;

    MediaEvents(JdbcClient jdbc, Clock clock, EventRelay relay) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.relay = relay;
    }

    /// @param event without id, version and time
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(MediaId media, MediaEvent.Builder event) {
        long version =
                jdbc.sql(
                                """
                                update media set version = version + 1
                                where media_id = ? returning version
                                """)
                        .param(media.value())
                        .query(Long.class)
                        .single();
        jdbc.sql("insert into outbox (media_id, payload) values (?, ?)")
                .param(media.value())
                .param(
                        event.setMediaId(media.byteString())
                                .setVersion(version)
                                .setTimestamp(clock.millis())
                                .build()
                                .toByteArray())
                .update();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        relay.wake();
                    }
                });
    }
}
