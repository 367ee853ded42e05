package chat.sentinel.media.events;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.media.access.Links;
import chat.sentinel.media.access.Stays;
import chat.sentinel.media.access.Stays.Stay;
import chat.sentinel.media.change.Changes;
import chat.sentinel.media.file.MediaId;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who came, who went, and which messages carry files. All of it may be told again. In the caller's
/// transaction.
@Component
class TakeChatEvents {
    private final Stays stays;
    private final Links links;
    private final Changes changes;

    TakeChatEvents(Stays stays, Links links, Changes changes) {
        this.stays = stays;
        this.links = links;
        this.changes = changes;
    }

    void take(List<ChatEvent> events) {
        Set<MediaId> files = new HashSet<>();
        Set<UserId> people = new HashSet<>();
        for (ChatEvent event : events) {
            take(event, files, people);
        }
        judge(files, people);
    }

    private void take(ChatEvent event, Set<MediaId> files, Set<UserId> people) {
        switch (event.getFactCase()) {
            case CHAT_CREATED -> {
                for (ByteString member : event.getChatCreated().getMemberIdsList()) {
                    joined(event, UserId.of(member), event.getSeq(), people);
                }
            }
            case MEMBER_ADDED ->
                    joined(
                            event,
                            UserId.of(event.getMemberAdded().getUserId()),
                            event.getMemberAdded().getSeesFrom(),
                            people);
            case MEMBER_REMOVED -> {
                var removed = event.getMemberRemoved();
                learn(
                        new Stay(
                                ChatId.of(event.getChatId()),
                                UserId.of(removed.getUserId()),
                                removed.getJoinedSeq(),
                                0,
                                event.getSeq(),
                                null,
                                at(event)),
                        people);
            }
            case MESSAGE_SENT -> sent(event, files);
            case MESSAGE_DELETED ->
                    links.gone(
                            ChatId.of(event.getChatId()),
                            Ids.uuid(event.getMessageDeleted().getTargetId()),
                            at(event));
            case CHAT_UPDATED, ROLE_CHANGED, MESSAGE_EDITED, MESSAGE_REACTED, FACT_NOT_SET -> {
                // Nothing about files, nor about who may see them.
            }
        }
    }

    private void joined(ChatEvent event, UserId user, long seesFrom, Set<UserId> people) {
        learn(
                new Stay(
                        ChatId.of(event.getChatId()),
                        user,
                        event.getSeq(),
                        seesFrom,
                        null,
                        at(event),
                        null),
                people);
    }

    private void learn(Stay stay, Set<UserId> people) {
        stays.learn(stay);
        people.add(stay.user());
    }

    private void sent(ChatEvent event, Set<MediaId> files) {
        MessageSent sent = event.getMessageSent();
        if (sent.getMediaId().isEmpty() || sent.getDeletedAt() != 0) {
            return;
        }
        ChatId chat = ChatId.of(event.getChatId());
        MediaId media = new MediaId(Ids.uuid(sent.getMediaId()));
        files.add(media);
        boolean counts =
                links.add(
                        new Links.Link(
                                chat,
                                Ids.uuid(event.getId()),
                                media,
                                event.getSeq(),
                                UserId.of(event.getActorId()),
                                at(event)));
        if (counts) {
            changes.carriedBy(media, chat);
        }
    }

    /// In one order for all who write them.
    void takeMembers(List<ChatMember> members) {
        Set<UserId> people = new HashSet<>();
        members.stream()
                .filter(member -> !member.getChatId().isEmpty()) // no tombstone
                .sorted(
                        Comparator.comparing(
                                        (ChatMember member) ->
                                                ChatId.of(member.getChatId()).value())
                                .thenComparing(member -> UserId.of(member.getUserId()).value()))
                .forEach(
                        member ->
                                member.getSpansList()
                                        .forEach(span -> learn(stay(member, span), people)));
        judge(Set.of(), people);
    }

    private static Stay stay(ChatMember member, MemberSpan span) {
        @Nullable Long left = span.getLeftSeq() == 0 ? null : span.getLeftSeq();
        return new Stay(
                ChatId.of(member.getChatId()),
                UserId.of(member.getUserId()),
                span.getJoinedSeq(),
                span.getSeesFrom(),
                left,
                null,
                null);
    }

    private void judge(Set<MediaId> files, Set<UserId> people) {
        links.judge(files, people).forEach(link -> changes.carriedBy(link.media(), link.chat()));
    }

    private static Instant at(ChatEvent event) {
        return Instant.ofEpochMilli(event.getTimestamp());
    }
}
