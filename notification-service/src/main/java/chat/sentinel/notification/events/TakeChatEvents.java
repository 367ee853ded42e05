package chat.sentinel.notification.events;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.notification.chats.ChatState;
import chat.sentinel.notification.chats.Chats;
import chat.sentinel.notification.chats.NewMessage;
import chat.sentinel.notification.decide.Decide;
import chat.sentinel.notification.decide.Decision;
import chat.sentinel.notification.decide.DecisionLog;
import chat.sentinel.notification.decide.Told;
import chat.sentinel.notification.push.PushQueue;
import chat.sentinel.servicekit.tracing.Hop;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What chats did, in the order of each chat: who is told of it, by an alert and by a push. What
/// was had is dropped by its seq. All of it is done in the caller's transaction or none.
@Component
class TakeChatEvents {
    private final Chats chats;
    private final Decide decide;
    private final DecisionLog decisions;
    private final PushQueue pushes;
    private final Alerts alerts;

    TakeChatEvents(
            Chats chats, Decide decide, DecisionLog decisions, PushQueue pushes, Alerts alerts) {
        this.chats = chats;
        this.decide = decide;
        this.decisions = decisions;
        this.pushes = pushes;
        this.alerts = alerts;
    }

    /// @param hop of its trace
    record Came(ChatEvent event, Hop hop) {}

    void take(List<Came> events) {
        Set<ChatId> ids = new LinkedHashSet<>();
        events.forEach(came -> ids.add(ChatId.of(came.event().getChatId())));
        Map<ChatId, ChatState> states = chats.lock(ids);
        Set<ChatId> moved = new LinkedHashSet<>();
        List<Told> told = new ArrayList<>();
        List<ChatEvent> changes = new ArrayList<>();
        for (Came came : events) {
            ChatEvent event = came.event();
            ChatState state = Objects.requireNonNull(states.get(ChatId.of(event.getChatId())));
            if (state.moveTo(event.getSeq(), event.getOrdinal())) {
                moved.add(ChatId.of(event.getChatId()));
                apply(came, state, told, changes);
            }
        }
        chats.save(
                states.entrySet().stream()
                        .filter(state -> moved.contains(state.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
        List<Decision> decided = decide.decide(told);
        decisions.add(decided);
        pushes.add(decided);
        changes.forEach(this::change);
        alerts.messages(told);
    }

    private void apply(Came came, ChatState state, List<Told> told, List<ChatEvent> changes) {
        ChatEvent event = came.event();
        switch (event.getFactCase()) {
            case CHAT_CREATED -> {
                var created = event.getChatCreated();
                boolean group = created.getKind() == ChatKind.GROUP;
                state.created(group, group ? title(created.getTitle()) : null);
                for (ByteString member : created.getMemberIdsList()) {
                    state.joined(UserId.of(member));
                    if (group) {
                        added(event, UserId.of(member));
                    }
                }
            }
            case CHAT_UPDATED -> state.titled(title(event.getChatUpdated().getTitle()));
            case MEMBER_ADDED -> {
                UserId user = UserId.of(event.getMemberAdded().getUserId());
                state.joined(user);
                added(event, user);
            }
            case MEMBER_REMOVED -> state.left(UserId.of(event.getMemberRemoved().getUserId()));
            case MESSAGE_SENT -> {
                NewMessage message = message(came);
                List<UserId> recipients = state.said(message);
                if (event.getMessageSent().getDeletedAt() == 0) {
                    told.add(new Told(message, recipients));
                } else {
                    state.rewritten(message.messageId(), null);
                }
            }
            case MESSAGE_EDITED -> {
                var edited = event.getMessageEdited();
                state.rewritten(
                        Ids.uuid(edited.getTargetId()),
                        edited.hasContent() ? edited.getContent().toByteArray() : null);
                changes.add(event);
            }
            case MESSAGE_DELETED -> {
                state.rewritten(Ids.uuid(event.getMessageDeleted().getTargetId()), null);
                changes.add(event);
            }
            case ROLE_CHANGED, MESSAGE_REACTED, FACT_NOT_SET -> {
                // Nobody is told of these.
            }
        }
    }

    /// Of what may wait already. An edit without content is of a message that is deleted by now.
    private void change(ChatEvent event) {
        ChatId chat = ChatId.of(event.getChatId());
        if (event.hasMessageEdited() && event.getMessageEdited().hasContent()) {
            pushes.rewrite(
                    chat,
                    Ids.uuid(event.getMessageEdited().getTargetId()),
                    event.getMessageEdited().getContent().toByteArray());
        } else if (event.hasMessageDeleted()) {
            pushes.forget(chat, Ids.uuid(event.getMessageDeleted().getTargetId()));
        }
    }

    private void added(ChatEvent event, UserId user) {
        UserId by = UserId.of(event.getActorId());
        if (!user.equals(by)) {
            alerts.addedToGroup(
                    user,
                    Ids.uuid(event.getId()),
                    ChatId.of(event.getChatId()),
                    by,
                    Instant.ofEpochMilli(event.getTimestamp()));
        }
    }

    private static NewMessage message(Came came) {
        ChatEvent event = came.event();
        MessageSent sent = event.getMessageSent();
        ChatId chat = ChatId.of(event.getChatId());
        Hop hop = came.hop().tag("chat_id", chat).tag("seq", event.getSeq());
        return new NewMessage(
                chat,
                event.getSeq(),
                Ids.uuid(event.getId()),
                UserId.of(event.getActorId()),
                sent.getTypeValue(),
                sent.hasContent() ? sent.getContent().toByteArray() : null,
                Instant.ofEpochMilli(event.getTimestamp()),
                hop.traceparent());
    }

    private static @Nullable String title(String title) {
        return title.isEmpty() ? null : title;
    }
}
