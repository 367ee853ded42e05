package chat.sentinel.message.group;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.AddMember;
import chat.sentinel.contracts.chat.ChangeRole;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.contracts.chat.RemoveMember;
import chat.sentinel.contracts.chat.UpdateChat;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.send.Fields;
import chat.sentinel.message.send.GroupFields;
import chat.sentinel.message.send.SendProperties;
import chat.sentinel.message.store.Role;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What a group is and who is in it. Every change carries its id, a UUIDv7, as `Idempotency-Key`:
/// 200 with the entry that it became, also when it is asked for again; 202 when its owner did not
/// answer within 2 s.
@RestController
@RequestMapping("/users/chat/{chat_id}")
class GroupController {
    private static final String KEY = "Idempotency-Key";

    private final GroupInfo info;
    private final ChangeGroup changes;
    private final SendProperties limits;

    GroupController(GroupInfo info, ChangeGroup changes, SendProperties limits) {
        this.info = info;
        this.changes = changes;
        this.limits = limits;
    }

    @Operation(summary = "A group's name, settings and one's own role")
    @GetMapping("/info")
    GroupInfo.Info info(
            @AuthenticationPrincipal AccessToken caller, @PathVariable("chat_id") String chatId) {
        return info.of(caller.userId(), ChatAccess.id(chatId));
    }

    @Operation(summary = "A page of a group's members")
    @GetMapping("/members")
    GroupInfo.Page members(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String cursor) {
        return info.members(caller.userId(), ChatAccess.id(chatId), cursor, PageSize.of(pageSize));
    }

    /// What is left out stays as it is.
    record Update(@Nullable String title, @Nullable String newMembersSee) {}

    @Operation(summary = "Change a group's name or settings")
    @PatchMapping("/info")
    @Answers({200, 202})
    ResponseEntity<Changed> update(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @Required @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestBody Update update)
            throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required(KEY, key, CommandId::parse);
        String title = fields.optional("title", update.title(), GroupFields::title);
        NewMembersSee see =
                fields.optional(
                        "new_members_see", update.newMembersSee(), GroupFields::newMembersSee);
        if (update.title() == null && update.newMembersSee() == null) {
            fields.wrong("title", "either title or new_members_see is required");
        }
        fields.check();
        UpdateChat.Builder change = UpdateChat.newBuilder();
        if (title != null) {
            change.setTitle(title);
        }
        if (see != null) {
            change.setNewMembersSee(see);
        }
        return ask(
                caller.userId(),
                ChatAccess.id(chatId),
                id,
                caller.userId(),
                ChatCommand.newBuilder().setUpdateChat(change));
    }

    record NewMember(@Required @Nullable String userId) {}

    @Operation(summary = "Add members to a group")
    @PostMapping("/members")
    @Answers({200, 202})
    ResponseEntity<Changed> add(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @Required @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestBody NewMember member)
            throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required(KEY, key, CommandId::parse);
        UserId user = fields.required("user_id", member.userId(), UserId::parse);
        fields.check();
        UserId added = Objects.requireNonNull(user);
        return ask(
                caller.userId(),
                ChatAccess.id(chatId),
                id,
                added,
                ChatCommand.newBuilder()
                        .setAddMember(
                                AddMember.newBuilder()
                                        .setUserId(added.byteString())
                                        .setMostMembers(limits.members())));
    }

    record NewRole(@Required @Nullable String role) {}

    @Operation(summary = "Change a member's role")
    @PatchMapping("/members/{user_id}")
    @Answers({200, 202})
    ResponseEntity<Changed> changeRole(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @PathVariable("user_id") String userId,
            @Required @RequestHeader(name = KEY, required = false) @Nullable String key,
            @RequestBody NewRole request)
            throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required(KEY, key, CommandId::parse);
        Role role = fields.required("role", request.role(), Role::parse);
        fields.check();
        UserId member = member(userId);
        return ask(
                caller.userId(),
                ChatAccess.id(chatId),
                id,
                member,
                ChatCommand.newBuilder()
                        .setChangeRole(
                                ChangeRole.newBuilder()
                                        .setUserId(member.byteString())
                                        .setRole(Objects.requireNonNull(role).toProto())));
    }

    /// With one's own id: leaves.
    @Operation(summary = "Remove a member, or leave")
    @DeleteMapping("/members/{user_id}")
    @Answers({200, 202})
    ResponseEntity<Changed> remove(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @PathVariable("user_id") String userId,
            @Required @RequestHeader(name = KEY, required = false) @Nullable String key)
            throws InterruptedException {
        Fields fields = new Fields();
        CommandId id = fields.required(KEY, key, CommandId::parse);
        fields.check();
        UserId member = member(userId);
        return ask(
                caller.userId(),
                ChatAccess.id(chatId),
                id,
                member,
                ChatCommand.newBuilder()
                        .setRemoveMember(RemoveMember.newBuilder().setUserId(member.byteString())));
    }

    /// @param seq of the entry that the change became; null: not known yet, ask again
    record Changed(String requestId, String chatId, @Nullable Long seq) {}

    private ResponseEntity<Changed> ask(
            UserId caller,
            ChatId chatId,
            @Nullable CommandId key,
            UserId about,
            ChatCommand.Builder change)
            throws InterruptedException {
        CommandId id = Objects.requireNonNull(key);
        Optional<Long> seq = changes.ask(caller, chatId, id, about, change);
        Changed changed = new Changed(id.toString(), chatId.toString(), seq.orElse(null));
        return (seq.isPresent() ? ResponseEntity.ok() : ResponseEntity.accepted()).body(changed);
    }

    private static UserId member(String text) {
        try {
            return UserId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SentinelException(
                    ErrorCode.MEMBER_NOT_FOUND, ErrorCode.MEMBER_NOT_FOUND.title());
        }
    }
}
