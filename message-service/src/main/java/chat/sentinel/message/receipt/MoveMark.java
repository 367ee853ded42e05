package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.send.Fields;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Moves a member's watermarks and tells the chat. A watermark never goes back, and never past
/// what the chat has. In a large group, where marks would outnumber messages by far, only the
/// other devices of who has moved his are told. Waits for stores: not for the threads of sockets.
@Component
public class MoveMark {
    private static final Duration WAIT_FOR_HEAD = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ChatAccess access;
    private final Marks marks;
    private final ReadChat chats;
    private final RecentEntries recent;
    private final Deliveries deliveries;
    private final ClientJson json;
    private final Clock clock;

    MoveMark(
            ChatAccess access,
            Marks marks,
            ReadChat chats,
            RecentEntries recent,
            Deliveries deliveries,
            ClientJson json,
            Clock clock) {
        this.access = access;
        this.marks = marks;
        this.chats = chats;
        this.recent = recent;
        this.deliveries = deliveries;
        this.json = json;
        this.clock = clock;
    }

    /// How far entries have come to a member, or how far he has seen them, which implies that they
    /// have come; or how far he has seen them without wishing others to know.
    public enum Kind {
        DELIVERED("message_delivered"),
        SEEN("message_seen"),
        SEEN_PRIVATELY("message_seen");

        private final String event;

        Kind(String event) {
            this.event = event;
        }
    }

    /// The body of `/app/message_delivered` and `/app/message_seen`, as it came.
    ///
    /// @param untold of what was seen, whether others are not to know; null: no
    public record Request(
            @Nullable String chatId,
            @Nullable Long seq,
            @JsonProperty("private") @Nullable Boolean untold) {}

    /// @throws SentinelException when the request is bad, the chat is not the caller's, or it
    ///     has not come that far (NOT_YET)
    public void move(UserId user, Kind kind, Request request) throws InterruptedException {
        Fields fields = new Fields();
        ChatId chatId = fields.required("chat_id", request.chatId(), ChatId::parse);
        if (request.seq() == null || request.seq() < 1) {
            fields.wrong("seq", "is 1 or more");
        }
        boolean untold = Boolean.TRUE.equals(request.untold());
        if (untold && kind == Kind.DELIVERED) {
            fields.wrong("private", "goes with what was seen");
        }
        fields.check();
        Membership chat = StoreCalls.await(access.member(Objects.requireNonNull(chatId), user));
        move(chat, untold ? Kind.SEEN_PRIVATELY : kind, Objects.requireNonNull(request.seq()));
    }

    private void move(Membership chat, Kind kind, long seq) throws InterruptedException {
        ChatId chatId = chat.chatId();
        UserId user = chat.userId();
        if (isThere(StoreCalls.await(marks.of(chatId, user)), kind, seq)) {
            return;
        }
        waitForHead(chatId, seq);
        Instant now = clock.instant();
        CompletionStage<?> moved =
                switch (kind) {
                    case DELIVERED -> marks.delivered(chatId, user, seq);
                    case SEEN -> marks.seen(chatId, user, seq, now, chat.isPrivate());
                    case SEEN_PRIVATELY -> marks.seenPrivately(chatId, user, seq);
                };
        StoreCalls.await(moved);
        byte[] event =
                json.encode(
                        new ClientEvent.MarkMoved(
                                kind.event, chatId.toString(), user.toString(), seq, now));
        Set<UserId> told = new HashSet<>(Set.of(user));
        if (kind != Kind.SEEN_PRIVATELY) {
            told.addAll(StoreCalls.await(access.told(chat)));
        }
        deliveries.deliver(List.of(new Outgoing(told, event, null)));
    }

    private static boolean isThere(Marks.Mark mark, Kind kind, long seq) {
        return switch (kind) {
            case DELIVERED -> mark.delivered() >= seq;
            case SEEN -> mark.seen() >= seq;
            case SEEN_PRIVATELY -> mark.ownSeen() >= seq;
        };
    }

    private void waitForHead(ChatId chatId, long seq) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_FOR_HEAD.toNanos();
        while (head(chatId) < seq) {
            if (System.nanoTime() > deadline) {
                throw notYet();
            }
            Thread.sleep(100);
        }
    }

    static SentinelException notYet() {
        return SentinelException.retryAfter(
                ErrorCode.NOT_YET, ErrorCode.NOT_YET.title(), RETRY_AFTER);
    }

    private long head(ChatId chatId) {
        Optional<Long> numbered =
                StoreCalls.await(recent.head(chatId).exceptionally(_ -> Optional.empty()));
        long stored = StoreCalls.await(chats.head(chatId)).lastSeq();
        return Math.max(stored, numbered.orElse(0L));
    }
}
