package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.people.Blocks;
import chat.sentinel.message.people.People;
import chat.sentinel.message.store.StoreCalls;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds or makes the private chat of two people. Its id is computed from the pair, so two who
/// start it at once, or one who repeats, get the same chat. Waits for stores: not for the
/// threads of sockets.
@Component
public class StartPrivateChat {
    /// user.events may be a moment behind a registration.
    static final Duration WAIT_FOR_PERSON = Duration.ofSeconds(2);

    private final People people;
    private final Blocks blocks;
    private final ChatRequests requests;

    StartPrivateChat(People people, Blocks blocks, ChatRequests requests) {
        this.people = people;
        this.blocks = blocks;
        this.requests = requests;
    }

    /// The body of `/app/start_private_chat`, as it came: one of `user_id` and `username`.
    public record Request(
            @Nullable String requestId, @Nullable String userId, @Nullable String username) {}

    /// @throws SentinelException when the request is bad, names nobody, or somebody who has blocked
    ///     the caller, or the log does not confirm it
    public RequestedChat start(UserId caller, Request request) throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required("request_id", request.requestId(), CommandId::parse);
        UserId userId = fields.optional("user_id", request.userId(), UserId::parse);
        Username username = fields.optional("username", request.username(), Username::new);
        if ((request.userId() == null) == (request.username() == null)) {
            fields.wrong("user_id", "either user_id or username is required");
        }
        fields.check();
        UserId peer;
        try {
            peer = person(userId, username);
        } catch (RuntimeException e) {
            throw StoreCalls.translate(e);
        }
        return start(caller, Objects.requireNonNull(id), peer);
    }

    private RequestedChat start(UserId caller, CommandId id, UserId peer) {
        if (peer.equals(caller)) {
            throw new SentinelException(
                    ErrorCode.CHAT_WITH_ONESELF, ErrorCode.CHAT_WITH_ONESELF.title());
        }
        requests.check(id);
        ChatId chatId = ChatId.ofPair(caller, peer);
        if (requests.exists(chatId)) {
            return new RequestedChat.Found(chatId);
        }
        requests.checkNewChat(caller);
        if (StoreCalls.await(blocks.isBlocked(peer, caller))) {
            throw new SentinelException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.title());
        }
        return requests.append(
                caller,
                id,
                chatId,
                ChatCommand.newBuilder()
                        .setStartPrivateChat(
                                chat.sentinel.contracts.chat.StartPrivateChat.newBuilder()
                                        .setPeerId(peer.byteString())));
    }

    private UserId person(@Nullable UserId userId, @Nullable Username username)
            throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_FOR_PERSON.toNanos();
        while (true) {
            Optional<UserId> person =
                    username != null
                            ? people.named(username)
                            : Optional.ofNullable(userId).filter(people::exists);
            if (person.isPresent()) {
                return person.get();
            }
            if (System.nanoTime() > deadline) {
                throw new SentinelException(
                        ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
            }
            Thread.sleep(50);
        }
    }
}
