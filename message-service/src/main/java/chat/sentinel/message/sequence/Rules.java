package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.AddMember;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.CreateGroup;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.contracts.chat.React;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.contracts.chat.UpdateChat;
import chat.sentinel.message.chat.Rights;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.FindCommand.SentMessage;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.Role;
import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a new command means for its chat as it is at that place of the log. No clock and no setting
/// is read here that could say otherwise another time: the time is the record's, and limits travel
/// in the command.
final class Rules {
    private Rules() {}

    sealed interface Verdict {}

    /// It is the next entry.
    record Accept(Entry.Body body) implements Verdict {}

    record Refuse(ErrorCode code) implements Verdict {}

    /// The chat that is asked for is there: it began with the entry `seq`.
    record Found(long seq) implements Verdict {}

    static Verdict judge(ChatState chat, Command command) {
        return switch (command.proto().getCommandCase()) {
            case START_PRIVATE_CHAT -> startPrivateChat(chat, command);
            case CREATE_GROUP -> createGroup(chat, command);
            default -> {
                Member sender = chat.members().present(command.sender());
                yield sender == null
                        ? new Refuse(ErrorCode.CHAT_NOT_FOUND)
                        : ofMember(chat, sender, command);
            }
        };
    }

    private static Verdict startPrivateChat(ChatState chat, Command command) {
        UserId peer = UserId.of(command.proto().getStartPrivateChat().getPeerId());
        if (chat.exists() && chat.members().contains(command.sender())) {
            // Another request made it: this one finds it.
            return new Found(1);
        }
        if (chat.exists() || !chat.chatId.equals(ChatId.ofPair(command.sender(), peer))) {
            return new Refuse(ErrorCode.CHAT_NOT_FOUND);
        }
        return new Accept(
                new Entry.Created(
                        ChatKind.PRIVATE,
                        List.of(command.sender(), peer),
                        "",
                        NewMembersSee.FROM_JOINING));
    }

    private static Verdict createGroup(ChatState chat, Command command) {
        CreateGroup request = command.proto().getCreateGroup();
        if (chat.exists()
                || !chat.chatId.equals(ChatId.ofGroup(command.sender(), command.id().value()))) {
            return new Refuse(ErrorCode.CHAT_NOT_FOUND);
        }
        Set<UserId> members = new LinkedHashSet<>(List.of(command.sender()));
        request.getMemberIdsList().forEach(member -> members.add(UserId.of(member)));
        return new Accept(
                new Entry.Created(
                        ChatKind.GROUP,
                        List.copyOf(members),
                        request.getTitle(),
                        orElse(request.getNewMembersSee(), NewMembersSee.FROM_JOINING)));
    }

    private static Verdict ofMember(ChatState chat, Member sender, Command command) {
        ChatCommand proto = command.proto();
        return switch (proto.getCommandCase()) {
            case SEND_MESSAGE -> message(chat, proto.getSendMessage());
            case UPDATE_CHAT -> update(chat, sender, proto.getUpdateChat());
            case ADD_MEMBER -> add(chat, sender, proto.getAddMember());
            case REMOVE_MEMBER ->
                    remove(chat, sender, UserId.of(proto.getRemoveMember().getUserId()));
            case CHANGE_ROLE ->
                    changeRole(
                            chat,
                            sender,
                            UserId.of(proto.getChangeRole().getUserId()),
                            Role.of(proto.getChangeRole().getRole()));
            case EDIT_MESSAGE, DELETE_MESSAGE, REACT -> change(chat, sender, command);
            case START_PRIVATE_CHAT, CREATE_GROUP, COMMAND_NOT_SET ->
                    throw new IllegalStateException("not a command of a member");
        };
    }

    private static Verdict update(ChatState chat, Member sender, UpdateChat request) {
        Entry.Updated now = chat.info();
        return unless(
                Rights.toUpdate(chat.kind(), sender.role()),
                () ->
                        new Accept(
                                new Entry.Updated(
                                        request.getTitle().isEmpty()
                                                ? now.title()
                                                : request.getTitle(),
                                        orElse(request.getNewMembersSee(), now.newMembersSee()))));
    }

    private static Verdict add(ChatState chat, Member sender, AddMember request) {
        UserId user = UserId.of(request.getUserId());
        int count = chat.members().present().size();
        return unless(
                Rights.toAdd(chat.kind(), sender.role()),
                () -> {
                    if (chat.members().contains(user)) {
                        return new Refuse(ErrorCode.ALREADY_MEMBER);
                    }
                    if (count >= request.getMostMembers()) {
                        return new Refuse(ErrorCode.GROUP_FULL);
                    }
                    long seesFrom =
                            chat.info().newMembersSee() == NewMembersSee.EVERYTHING
                                    ? 1
                                    : chat.lastSeq() + 1;
                    return new Accept(new Entry.Added(user, seesFrom, count + 1));
                });
    }

    private static Verdict remove(ChatState chat, Member sender, UserId user) {
        Member removed = chat.members().present(user);
        if (removed == null) {
            return new Refuse(ErrorCode.MEMBER_NOT_FOUND);
        }
        int left = chat.members().present().size() - 1;
        boolean leaves = user.equals(sender.userId());
        return unless(
                leaves
                        ? Rights.toLeave(chat.kind())
                        : Rights.toRemove(chat.kind(), sender.role(), removed.role()),
                () ->
                        left > 0 && isLastOwner(chat, removed)
                                ? new Refuse(ErrorCode.LAST_OWNER)
                                : new Accept(new Entry.Removed(user, removed.joinedSeq(), left)));
    }

    private static Verdict changeRole(ChatState chat, Member sender, UserId user, Role role) {
        Member member = chat.members().present(user);
        if (member == null) {
            return new Refuse(ErrorCode.MEMBER_NOT_FOUND);
        }
        return unless(
                Rights.toChangeRole(chat.kind(), sender.role()),
                () ->
                        role != Role.OWNER && isLastOwner(chat, member)
                                ? new Refuse(ErrorCode.LAST_OWNER)
                                : new Accept(
                                        new Entry.RoleChanged(user, member.joinedSeq(), role)));
    }

    private static boolean isLastOwner(ChatState chat, Member member) {
        return member.role() == Role.OWNER && !chat.members().hasOtherOwnerThan(member.userId());
    }

    /// A change of a message that is in memory by now, unless there is none of that id.
    private static Verdict change(ChatState chat, Member sender, Command command) {
        CommandId id = Objects.requireNonNull(command.target());
        SentMessage target = chat.message(id).orElse(null);
        if (target == null || target.deleted() || !sees(chat, sender, target.seq())) {
            return new Refuse(ErrorCode.MESSAGE_NOT_FOUND);
        }
        boolean author = target.senderId().equals(sender.userId());
        long age = command.timestamp() - target.timestamp();
        Entry.Target at = new Entry.Target(id, target.seq());
        ChatCommand proto = command.proto();
        return switch (proto.getCommandCase()) {
            case EDIT_MESSAGE ->
                    unless(
                            Rights.toEdit(author),
                            () ->
                                    age > proto.getEditMessage().getWithinMillis()
                                            ? new Refuse(ErrorCode.TOO_LATE)
                                            : new Accept(
                                                    new Entry.Edited(
                                                            at,
                                                            proto.getEditMessage().getContent())));
            case DELETE_MESSAGE ->
                    unless(
                            Rights.toDelete(sender.role(), author),
                            () ->
                                    sender.role() == Role.MEMBER
                                                    && age
                                                            > proto.getDeleteMessage()
                                                                    .getWithinMillis()
                                            ? new Refuse(ErrorCode.TOO_LATE)
                                            : new Accept(new Entry.Deleted(at)));
            default -> react(target, at, proto.getReact());
        };
    }

    private static Verdict react(SentMessage target, Entry.Target at, React request) {
        boolean another = !request.getRemove() && !target.emojis().contains(request.getEmoji());
        return another
                        && request.getMostEmojis() > 0
                        && target.emojis().size() >= request.getMostEmojis()
                ? new Refuse(ErrorCode.TOO_MANY_EMOJIS)
                : new Accept(new Entry.Reacted(at, request.getEmoji(), request.getRemove()));
    }

    private static boolean sees(ChatState chat, Member sender, long seq) {
        return chat.members().stays(sender.userId()).stream()
                .anyMatch(stay -> stay.seesFrom() <= seq && seq <= stay.seesTo());
    }

    private static Verdict unless(@Nullable ErrorCode refused, Supplier<Verdict> otherwise) {
        return refused == null ? otherwise.get() : new Refuse(refused);
    }

    private static NewMembersSee orElse(NewMembersSee asked, NewMembersSee otherwise) {
        return asked == NewMembersSee.NEW_MEMBERS_SEE_UNSPECIFIED ? otherwise : asked;
    }

    private static Verdict message(ChatState chat, SendMessage send) {
        UserId to = send.getTo().isEmpty() ? null : UserId.of(send.getTo());
        if (to != null && !chat.members().contains(to)) {
            return new Refuse(ErrorCode.MEMBER_NOT_FOUND);
        }
        return new Accept(
                new Entry.Message(
                        send.getType(),
                        send.getContent(),
                        optional(send.getMediaId()),
                        optional(send.getReplyTo()),
                        to));
    }

    private static @Nullable UUID optional(ByteString id) {
        return id.isEmpty() ? null : Ids.uuid(id);
    }
}
