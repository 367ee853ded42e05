package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.NewMembersSee;
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
    private final KnownPeople people;
    private final ChatRequests requests;
    private final SendProperties limits;

    CreateGroup(KnownPeople people, ChatRequests requests, SendProperties limits) {
        this.people = people;
        this.requests = requests;
        this.limits = limits;
    }

    /// As it came. The creator is a member whether he is named or not.
    public record Request(
            @Nullable String requestId,
            @Nullable String title,
            @Nullable List<String> memberIds,
            @Nullable String newMembersSee) {}

    /// @return whether it was there before; if not, the log has the request and its owner will
    ///     answer
    /// @throws SentinelException when the request is bad, names somebody who does not exist, or
    ///     the log does not confirm it
    public RequestedChat create(UserId caller, Request request) throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required("request_id", request.requestId(), CommandId::parse);
        String title = fields.required("title", request.title(), GroupFields::title);
        NewMembersSee newMembersSee =
                fields.optional(
                        "new_members_see", request.newMembersSee(), GroupFields::newMembersSee);
        Set<UserId> members = members(caller, request.memberIds(), fields);
        fields.check();
        chat.sentinel.contracts.chat.CreateGroup.Builder group =
                chat.sentinel.contracts.chat.CreateGroup.newBuilder()
                        .setTitle(Objects.requireNonNull(title))
                        .addAllMemberIds(members.stream().map(UserId::byteString).toList());
        if (newMembersSee != null) {
            group.setNewMembersSee(newMembersSee);
        }
        return create(caller, Objects.requireNonNull(id), members, group);
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

    private RequestedChat create(
            UserId caller,
            CommandId id,
            Set<UserId> members,
            chat.sentinel.contracts.chat.CreateGroup.Builder group)
            throws InterruptedException {
        requests.check(id);
        ChatId chatId = ChatId.ofGroup(caller, id.value());
        if (requests.exists(chatId)) {
            return new RequestedChat.Found(chatId);
        }
        requests.checkNewChat(caller);
        people.awaitAll(members);
        return requests.append(caller, id, chatId, ChatCommand.newBuilder().setCreateGroup(group));
    }
}
