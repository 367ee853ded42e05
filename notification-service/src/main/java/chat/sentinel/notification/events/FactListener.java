package chat.sentinel.notification.events;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.notification.chats.Chats;
import chat.sentinel.notification.push.PushWorker;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads `user.events` and `chat.members`.
@Component
class FactListener {
    private static final String USERS = "facts-users";
    private static final String MEMBERS = "facts-members";
    static final Set<String> IDS = Set.of(USERS, MEMBERS);

    private final Batches batches;
    private final TakeUserEvents users;
    private final Chats chats;
    private final PushWorker pushes;

    FactListener(Batches batches, TakeUserEvents users, Chats chats, PushWorker pushes) {
        this.batches = batches;
        this.users = users;
        this.chats = chats;
        this.pushes = pushes;
    }

    @KafkaListener(
            id = USERS,
            groupId = "${sentinel.topics.group:notification-service}-users",
            topics = "${sentinel.topics.users:user.events}",
            containerFactory = "batchListeners")
    void users(List<ConsumerRecord<String, byte[]>> records) {
        batches.take(
                records,
                (value, _) -> UserEvent.parseFrom(value),
                events -> events.forEach(users::take));
        pushes.wake();
    }

    @KafkaListener(
            id = MEMBERS,
            groupId = "${sentinel.topics.group:notification-service}-members",
            topics = "${sentinel.topics.members:chat.members}",
            containerFactory = "batchListeners")
    void members(List<ConsumerRecord<String, byte[]>> records) {
        batches.take(records, (value, _) -> ChatMember.parseFrom(value), this::take);
    }

    /// In the order in which [Chats] writes them: else the two would lock each other out.
    private void take(List<ChatMember> members) {
        members.stream()
                .filter(member -> !member.getChatId().isEmpty()) // no tombstone
                .sorted(
                        Comparator.comparing(
                                        (ChatMember member) ->
                                                ChatId.of(member.getChatId()).value())
                                .thenComparing(member -> UserId.of(member.getUserId()).value()))
                .forEach(this::member);
    }

    private void member(ChatMember member) {
        if (member.getSpansCount() == 0) {
            return;
        }
        // Not the seq of the record: a change of the role says nothing of when he came.
        MemberSpan last = member.getSpans(member.getSpansCount() - 1);
        boolean present = last.getLeftSeq() == 0;
        chats.member(
                ChatId.of(member.getChatId()),
                UserId.of(member.getUserId()),
                present ? last.getJoinedSeq() : last.getLeftSeq(),
                present);
    }
}
