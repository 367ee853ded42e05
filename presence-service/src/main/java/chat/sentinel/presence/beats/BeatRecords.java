package chat.sentinel.presence.beats;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.Watch;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.activity.Sign;
import chat.sentinel.presence.watch.Announcer;
import chat.sentinel.presence.watch.Notices;
import chat.sentinel.presence.watch.Watcher;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// What nodes of message-service say of their users. For one thread.
@Component
class BeatRecords {
    private final Activity activity;
    private final Announcer announcer;
    private final Notices notices;
    private final Clock clock;
    private final List<Change> untold = new ArrayList<>();

    BeatRecords(Activity activity, Announcer announcer, Notices notices, Clock clock) {
        this.activity = activity;
        this.announcer = announcer;
        this.notices = notices;
        this.clock = clock;
    }

    /// Repeats are harmless. The changes are told by [#announce].
    ///
    /// @param timestamp of the record: the broker's clock
    /// @throws IllegalArgumentException when the record is bad in itself
    void take(byte[] value, long timestamp) throws InvalidProtocolBufferException {
        PresenceBeat beat = PresenceBeat.parseFrom(value);
        if (beat.getShard() < 0 || beat.getShard() >= PresenceShards.COUNT) {
            throw new IllegalArgumentException("there is no shard " + beat.getShard());
        }
        long sent = Math.min(timestamp, clock.millis());
        List<Sign> signs =
                beat.getSignsList().stream()
                        .map(
                                sign ->
                                        new Sign(
                                                checked(UserId.of(sign.getUserId()), beat),
                                                SessionId.of(sign.getSessionId()),
                                                sign.getRest() ? "" : beat.getNode(),
                                                sent - Math.max(0, sign.getAgeMs())))
                        .toList();
        untold.addAll(activity.signs(beat.getShard(), signs, sent));
        for (Leave leave : beat.getLeavesList()) {
            untold.addAll(
                    activity.left(
                            UserId.of(leave.getUserId()),
                            SessionId.of(leave.getSessionId()),
                            beat.getNode(),
                            sent));
        }
        for (Watch watch : beat.getWatchesList()) {
            Watcher watcher = new Watcher(UserId.of(watch.getWatcherId()), beat.getNode());
            if (watch.getNoLongerCount() > 0) {
                notices.unwatch(watcher, users(watch.getNoLongerList()));
            }
            if (watch.getUserIdsCount() > 0) {
                notices.watch(watcher, users(watch.getUserIdsList()));
            }
        }
    }

    /// Is told by [#announce] too.
    void alsoTell(List<Change> changes) {
        untold.addAll(changes);
    }

    /// Tells what the records since the last call have changed, all at once: a storm of connects
    /// would wait for Kafka at each otherwise.
    void announce() {
        List<Change> changes = List.copyOf(untold);
        untold.clear();
        announcer.announce(changes);
    }

    private static UserId checked(UserId user, PresenceBeat beat) {
        if (PresenceShards.of(user) != beat.getShard()) {
            throw new IllegalArgumentException("a user of another shard");
        }
        return user;
    }

    private static List<UserId> users(List<ByteString> ids) {
        return ids.stream().map(UserId::of).distinct().toList();
    }
}
