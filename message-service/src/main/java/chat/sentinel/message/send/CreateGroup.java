package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.people.People;
import chat.sentinel.message.store.StoreCalls;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes a group. Its id is computed from its creator and the request's id, so a repeat makes no
/// second one. Waits for stores: not for the threads of sockets.
@Component
public class CreateGroup {
    private static final int LONGEST_TITLE = 200;

    private final People people;
    private final ChatRequests requests;
    private final SendProperties limits;

    CreateGroup(People people, ChatRequests requests, SendProperties limits) {
        this.people = people;
        this.requests = requests;
        this.limits = limits;
    }

    /// As it came. The creator is a member whether he is named or not.
    public record Request(
            @Nullable String requestId, @Nullable String title, @Nullable List<String> memberIds) {}

    /// @return whether it was there before; if not, the log has the request and its owner will
    ///     answer
    /// @throws SentinelException when the request is bad, names somebody who does not exist, or
    ///     the log does not confirm it
    public RequestedChat create(UserId caller, Request request) throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required("request_id", request.requestId(), CommandId::parse);
        String title = fields.required("title", request.title(), CreateGroup::title);
        Set<UserId> members = members(caller, request.memberIds(), fields);
        fields.check();
        return create(caller, Objects.requireNonNull(id), Objects.requireNonNull(title), members);
    }

    private static String title(String text) {
        String title = text.strip();
        if (title.isEmpty() || title.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException("has 1 to " + LONGEST_TITLE + " characters");
        }
        if (!title.codePoints().allMatch(CreateGroup::isPlain)) {
            throw new IllegalArgumentException("is one line of Unicode text");
        }
        return title;
    }

    /// No control character and no half of a surrogate pair.
    private static boolean isPlain(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    /// user.events may be a moment behind a registration.
    private void awaitAll(Set<UserId> members) throws InterruptedException {
        long deadline = System.nanoTime() + StartPrivateChat.WAIT_FOR_PERSON.toNanos();
        long pause = 50;
        Set<UserId> missing = StoreCalls.await(people.missing(members));
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new SentinelException(
                        ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
            }
            // Ever longer: a thousand ids of nobody are to cost a few reads each, not forty.
            Thread.sleep(pause);
            pause *= 2;
            missing = StoreCalls.await(people.missing(missing));
        }
    }

    /// Without the creator.
    private Set<UserId> members(UserId caller, @Nullable List<String> ids, Fields fields) {
        Set<UserId> members = new LinkedHashSet<>();
        if (ids == null) {
            fields.wrong("member_ids", "is required");
            return members;
        }
        for (int i = 0; i < Math.min(ids.size(), limits.members()); i++) {
            UserId member = fields.required("member_ids[" + i + "]", ids.get(i), UserId::parse);
            if (member != null && !member.equals(caller)) {
                members.add(member);
            }
        }
        if (ids.size() > limits.members() || members.size() == limits.members()) {
            fields.wrong("member_ids", "a group has at most " + limits.members() + " members");
        }
        return members;
    }

    private RequestedChat create(UserId caller, CommandId id, String title, Set<UserId> members)
            throws InterruptedException {
        requests.check(id);
        ChatId chatId = ChatId.ofGroup(caller, id.value());
        if (requests.exists(chatId)) {
            return new RequestedChat.Found(chatId);
        }
        awaitAll(members);
        return requests.append(
                caller,
                id,
                chatId,
                ChatCommand.newBuilder()
                        .setCreateGroup(
                                chat.sentinel.contracts.chat.CreateGroup.newBuilder()
                                        .setTitle(title)
                                        .addAllMemberIds(
                                                members.stream()
                                                        .map(UserId::byteString)
                                                        .toList())));
    }
}
