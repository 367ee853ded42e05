package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.StompListener;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/// One connected member of the group: counts what he hears, each message once and in order.
final class GroupMember implements StompListener {
    private final Heard heard;
    private long lastSeq;

    GroupMember(Heard heard) {
        this.heard = heard;
    }

    /// What all members have heard together.
    ///
    /// @param ledger of the messages that are sent to the group
    /// @param micros from when a message was due until a member had it
    record Heard(
            Ledger ledger,
            Recorder micros,
            LongAdder deliveries,
            LongAdder repeated,
            LongAdder gaps) {
        static Heard nothing(Ledger ledger) {
            return new Heard(
                    ledger,
                    new Recorder(Ledger.HIGHEST_MICROS, 3),
                    new LongAdder(),
                    new LongAdder(),
                    new LongAdder());
        }

        private void delivered(String messageId) {
            long due = ledger.countedDue(messageId);
            if (due != 0) {
                long micros = (System.nanoTime() - due) / 1_000;
                this.micros.recordValue(Math.clamp(micros, 0, Ledger.HIGHEST_MICROS));
                deliveries.increment();
            }
            ledger.delivered(messageId);
        }
    }

    @Override
    public void event(StompClient from, byte[] json) {
        String text = new String(json, StandardCharsets.ISO_8859_1);
        if (text.startsWith("{\"event\":\"receive_message\"")) {
            long seq = Long.parseLong(Talker.field(text, "\"seq\":", ','));
            if (lastSeq != 0 && seq <= lastSeq) {
                heard.repeated.increment();
                return;
            }
            if (lastSeq != 0 && seq != lastSeq + 1) {
                heard.gaps.increment();
            }
            lastSeq = seq;
            heard.delivered(Talker.field(text, "\"message_id\":\"", '"'));
        } else if (text.startsWith("{\"event\":\"message_accepted\"")) {
            heard.ledger.accepted(Talker.field(text, "\"message_id\":\"", '"'));
        } else {
            heard.ledger.other(text);
        }
    }
}
