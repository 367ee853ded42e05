package chat.sentinel.message.history;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.send.CreateGroup;
import chat.sentinel.message.send.RequestedChat;
import chat.sentinel.message.send.StartPrivateChat;
import chat.sentinel.message.wire.ChatView;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Chats over REST.
@RestController
@RequestMapping("/users/chat")
class ChatController {
    private static final Duration WAIT_FOR_OWNER = Duration.ofSeconds(2);

    private final ChatList list;
    private final ChatHistory history;
    private final StartPrivateChat startPrivateChat;
    private final CreateGroup createGroup;

    ChatController(
            ChatList list,
            ChatHistory history,
            StartPrivateChat startPrivateChat,
            CreateGroup createGroup) {
        this.list = list;
        this.history = history;
        this.startPrivateChat = startPrivateChat;
        this.createGroup = createGroup;
    }

    @Operation(summary = "One's chats, the latest first")
    @GetMapping
    ChatList.Page chats(
            @AuthenticationPrincipal AccessToken caller,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String cursor) {
        if (userId != null && !id("user_id", userId, UserId::parse).equals(caller.userId())) {
            throw new SentinelException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.title());
        }
        return list.page(caller.userId(), cursor, PageSize.of(pageSize));
    }

    /// The body of a request for a chat: with a person, or a group of people.
    record NewChat(
            @Nullable String requestId,
            @Nullable String userId,
            @Nullable String username,
            @Nullable String title,
            @Nullable List<String> memberIds,
            @Nullable String newMembersSee) {
        boolean isGroup() {
            return title != null || memberIds != null || newMembersSee != null;
        }
    }

    /// Its owner did not answer in time.
    ///
    /// @param requestId to ask again with
    record Asked(String requestId) {}

    /// A private chat or a group: 201 made, 200 found, 202 not known within 2 s.
    @Operation(summary = "Start a private chat, or create a group")
    @PostMapping
    @Answers(
            value = {200, 201},
            body = ChatView.class)
    @Answers(value = 202, body = Asked.class)
    ResponseEntity<?> start(
            @AuthenticationPrincipal AccessToken caller, @RequestBody NewChat request)
            throws InterruptedException {
        if (request.isGroup() && (request.userId() != null || request.username() != null)) {
            throw SentinelException.invalid("user_id", "a group has member_ids");
        }
        // Two private chats with one person are the same chat; two groups are not.
        String requestId =
                request.requestId() == null && !request.isGroup()
                        ? CommandId.next().toString()
                        : request.requestId();
        RequestedChat outcome =
                request.isGroup()
                        ? createGroup.create(
                                caller.userId(),
                                new CreateGroup.Request(
                                        requestId,
                                        request.title(),
                                        request.memberIds(),
                                        request.newMembersSee()))
                        : startPrivateChat.start(
                                caller.userId(),
                                new StartPrivateChat.Request(
                                        requestId, request.userId(), request.username()));
        if (outcome instanceof RequestedChat.Found) {
            return ResponseEntity.ok(list.chat(caller.userId(), outcome.chatId()));
        }
        long deadline = System.nanoTime() + WAIT_FOR_OWNER.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                ChatView made = list.chat(caller.userId(), outcome.chatId());
                return ResponseEntity.status(HttpStatus.CREATED).body(made);
            } catch (SentinelException e) {
                if (e.code() != ErrorCode.CHAT_NOT_FOUND) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
        return ResponseEntity.accepted().body(new Asked(Objects.requireNonNull(requestId)));
    }

    @Operation(summary = "A page of a chat's history")
    @GetMapping("/{chat_id}")
    HistoryPage messages(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(name = "before_seq", required = false) @Nullable Long beforeSeq,
            @RequestParam(name = "after_seq", required = false) @Nullable Long afterSeq,
            @RequestParam(name = "around_seq", required = false) @Nullable Long aroundSeq)
            throws InterruptedException {
        int size = PageSize.of(pageSize);
        ChatHistory.Place place = new ChatHistory.Place(cursor, beforeSeq, afterSeq, aroundSeq);
        return history.page(caller.userId(), ChatAccess.id(chatId), place, size);
    }

    private static <T> T id(String name, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw SentinelException.invalid(name, "is not a UUID");
        }
    }
}
