package chat.sentinel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.chat.AddMember;
import chat.sentinel.contracts.chat.ChangeRole;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.ChatUpdated;
import chat.sentinel.contracts.chat.CreateGroup;
import chat.sentinel.contracts.chat.DeleteMessage;
import chat.sentinel.contracts.chat.EditMessage;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MemberAdded;
import chat.sentinel.contracts.chat.MemberRemoved;
import chat.sentinel.contracts.chat.MemberRole;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.contracts.chat.MessageReacted;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.contracts.chat.React;
import chat.sentinel.contracts.chat.RemoveMember;
import chat.sentinel.contracts.chat.RoleChanged;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.contracts.chat.StartPrivateChat;
import chat.sentinel.contracts.chat.UpdateChat;
import chat.sentinel.contracts.media.MediaDeleted;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.contracts.media.MediaReady;
import chat.sentinel.contracts.media.MediaRejected;
import chat.sentinel.contracts.node.Answer;
import chat.sentinel.contracts.node.Delivery;
import chat.sentinel.contracts.node.NodeFrame;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.PresenceEvent;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.Sign;
import chat.sentinel.contracts.presence.StatusKind;
import chat.sentinel.contracts.presence.Watch;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.contracts.user.UserBlocked;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.contracts.user.UserUnblocked;
import chat.sentinel.contracts.user.UserUpdated;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is in the logs was written by an older version. `recorded/values.txt` holds one value of
/// each kind as bytes; they mean today what they meant then, and today's writers write the same.
/// Lines are only ever added to that file.
class RecordedBytesTest {
    private static final Pattern MESSAGE = Pattern.compile("(?m)^message (\\w+)");
    private static final Map<String, byte[]> RECORDED = recorded();

    static Stream<String> values() {
        return expected().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void meansWhatItMeant(String name) throws InvalidProtocolBufferException {
        Message expected = Objects.requireNonNull(expected().get(name));
        byte[] bytes = Objects.requireNonNull(RECORDED.get(name), "not recorded");

        assertThat(expected.getParserForType().parseFrom(bytes)).isEqualTo(expected);
        assertThat(HexFormat.of().formatHex(expected.toByteArray()))
                .isEqualTo(HexFormat.of().formatHex(bytes));
    }

    @Test
    void everyLineIsCompared() {
        assertThat(RECORDED.keySet()).isEqualTo(expected().keySet());
    }

    /// A new field or enum constant asks for a line of its own.
    @Test
    void everyFieldIsRecorded() {
        Set<String> used = new HashSet<>();
        expected().values().forEach(value -> gather(value, used));
        Set<String> declared = new TreeSet<>();
        for (Message value : expected().values()) {
            FileDescriptor file = value.getDescriptorForType().getFile();
            Stream.concat(Stream.of(file), file.getDependencies().stream())
                    .forEach(each -> declare(each, declared));
        }
        assertThat(declared).isSubsetOf(used);
    }

    /// Also one without fields, and those of a file of which nothing is recorded yet.
    @Test
    void everyTypeIsRecorded() throws IOException {
        Set<String> used = new TreeSet<>();
        expected().values().forEach(value -> types(value, used));
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/proto/sentinel"))) {
            for (Path file : files.toList()) {
                MESSAGE.matcher(Files.readString(file))
                        .results()
                        .map(found -> "sentinel." + found.group(1))
                        .forEach(declared::add);
            }
        }
        assertThat(declared).hasSizeGreaterThan(40);
        assertThat(used).isEqualTo(declared);
    }

    private static void types(Message value, Set<String> used) {
        used.add(value.getDescriptorForType().getFullName());
        for (Object content : value.getAllFields().values()) {
            for (Object item : content instanceof List<?> list ? list : List.of(content)) {
                if (item instanceof Message nested) {
                    types(nested, used);
                }
            }
        }
    }

    private static void gather(Message value, Set<String> used) {
        value.getAllFields()
                .forEach(
                        (field, content) -> {
                            used.add(field.getFullName());
                            List<?> items =
                                    content instanceof List<?> list ? list : List.of(content);
                            for (Object item : items) {
                                if (item instanceof Message nested) {
                                    gather(nested, used);
                                } else if (item instanceof EnumValueDescriptor constant) {
                                    used.add(constant.getFullName());
                                }
                            }
                        });
    }

    private static void declare(FileDescriptor file, Set<String> declared) {
        file.getMessageTypes().stream()
                .flatMap(type -> type.getFields().stream())
                .map(FieldDescriptor::getFullName)
                .forEach(declared::add);
        file.getEnumTypes().stream()
                .flatMap(type -> type.getValues().stream())
                .filter(constant -> constant.getNumber() != 0)
                .map(EnumValueDescriptor::getFullName)
                .forEach(declared::add);
    }

    private static Map<String, Message> expected() {
        Map<String, Message> values = new LinkedHashMap<>();
        values.put(
                "chat.commands/start_private_chat",
                command()
                        .setStartPrivateChat(StartPrivateChat.newBuilder().setPeerId(id(4)))
                        .build());
        values.put(
                "chat.commands/send_message",
                command()
                        .setSendMessage(
                                SendMessage.newBuilder()
                                        .setType(MessageType.TEXT)
                                        .setContent(content())
                                        .setMediaId(id(5))
                                        .setReplyTo(id(6)))
                        .build());
        values.put(
                "chat.commands/create_group",
                command()
                        .setCreateGroup(
                                CreateGroup.newBuilder()
                                        .setTitle("Zoë & Ж")
                                        .addMemberIds(id(4))
                                        .addMemberIds(id(5)))
                        .build());
        values.put(
                "chat.commands/create_group_whose_new_members_see",
                command()
                        .setCreateGroup(
                                CreateGroup.newBuilder()
                                        .setTitle("x")
                                        .setNewMembersSee(NewMembersSee.FROM_JOINING))
                        .build());
        values.put(
                "chat.commands/update_chat",
                command()
                        .setUpdateChat(
                                UpdateChat.newBuilder()
                                        .setTitle("Zoë & Ж")
                                        .setNewMembersSee(NewMembersSee.EVERYTHING))
                        .build());
        values.put(
                "chat.commands/add_member",
                command()
                        .setAddMember(AddMember.newBuilder().setUserId(id(4)).setMostMembers(1_000))
                        .build());
        values.put(
                "chat.commands/remove_member",
                command().setRemoveMember(RemoveMember.newBuilder().setUserId(id(4))).build());
        values.put("chat.commands/change_role", changeRole(MemberRole.ADMIN));
        values.put("chat.commands/change_role_owner", changeRole(MemberRole.OWNER));
        values.put("chat.commands/change_role_member", changeRole(MemberRole.MEMBER));
        values.put(
                "chat.commands/edit_message",
                command()
                        .setEditMessage(
                                EditMessage.newBuilder()
                                        .setTargetId(id(5))
                                        .setContent(content())
                                        .setWithinMillis(86_400_000))
                        .build());
        values.put(
                "chat.commands/delete_message",
                command()
                        .setDeleteMessage(
                                DeleteMessage.newBuilder()
                                        .setTargetId(id(5))
                                        .setWithinMillis(86_400_000))
                        .build());
        values.put(
                "chat.commands/react",
                command()
                        .setReact(
                                React.newBuilder()
                                        .setTargetId(id(5))
                                        .setEmoji("👍🏽")
                                        .setRemove(true))
                        .build());
        values.put(
                "chat.commands/send_message_addressed",
                command().setSendMessage(SendMessage.newBuilder().setTo(id(4))).build());
        values.put(
                "chat.commands/react_within_a_limit",
                command().setReact(React.newBuilder().setMostEmojis(50)).build());
        values.put(
                "chat.events/message_sent_addressed",
                event().setMessageSent(MessageSent.newBuilder().setTo(id(4))).build());
        values.put(
                "chat.events/chat_created_whose_new_members_see",
                event().setChatCreated(
                                ChatCreated.newBuilder().setNewMembersSee(NewMembersSee.EVERYTHING))
                        .build());
        values.put(
                "chat.events/chat_updated",
                event().setChatUpdated(
                                ChatUpdated.newBuilder()
                                        .setTitle("Zoë & Ж")
                                        .setNewMembersSee(NewMembersSee.EVERYTHING))
                        .build());
        values.put(
                "chat.events/member_added",
                event().setMemberAdded(
                                MemberAdded.newBuilder()
                                        .setUserId(id(4))
                                        .setSeesFrom(5_001)
                                        .setMemberCount(1_000))
                        .build());
        values.put(
                "chat.events/member_removed",
                event().setMemberRemoved(
                                MemberRemoved.newBuilder()
                                        .setUserId(id(4))
                                        .setJoinedSeq(700)
                                        .setMemberCount(999))
                        .build());
        values.put(
                "chat.events/role_changed",
                event().setRoleChanged(
                                RoleChanged.newBuilder()
                                        .setUserId(id(4))
                                        .setJoinedSeq(700)
                                        .setRole(MemberRole.ADMIN))
                        .build());
        values.put(
                "chat.events/message_edited",
                event().setMessageEdited(
                                MessageEdited.newBuilder()
                                        .setTargetId(id(5))
                                        .setTargetSeq(5_001)
                                        .setContent(content()))
                        .build());
        values.put(
                "chat.events/message_deleted",
                event().setMessageDeleted(
                                MessageDeleted.newBuilder().setTargetId(id(5)).setTargetSeq(5_001))
                        .build());
        values.put(
                "chat.events/message_reacted",
                event().setMessageReacted(
                                MessageReacted.newBuilder()
                                        .setTargetId(id(5))
                                        .setTargetSeq(5_001)
                                        .setEmoji("👍🏽")
                                        .setRemoved(true))
                        .build());
        values.put(
                "recent/message_that_was_changed",
                event().setMessageSent(
                                MessageSent.newBuilder()
                                        .setType(MessageType.TEXT)
                                        .setEditedAt(1_763_724_000_123L)
                                        .setDeletedAt(1_763_724_000_124L)
                                        .setReacted(true))
                        .build());
        values.put(
                "chat.members/member_who_sees_what_came_before",
                ChatMember.newBuilder()
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(900).setSeesFrom(1))
                        .build());
        values.put(
                "deliver/answer",
                NodeFrame.newBuilder()
                        .setPublisher("node-1")
                        .addAnswers(
                                Answer.newBuilder()
                                        .setCommandId(id(1))
                                        .setSeq(5_001)
                                        .setCode("forbidden"))
                        .build());
        values.put(
                "deliver/ephemeral",
                NodeFrame.newBuilder()
                        .setPublisher("node-1")
                        .addDeliveries(
                                Delivery.newBuilder()
                                        .addUserIds(id(3))
                                        .setEvent(ByteString.copyFromUtf8("{}"))
                                        .setEphemeral(true))
                        .build());
        values.put(
                "deliver/traced",
                NodeFrame.newBuilder()
                        .setPublisher("node-1")
                        .addDeliveries(
                                Delivery.newBuilder()
                                        .addUserIds(id(3))
                                        .setEvent(ByteString.copyFromUtf8("{}"))
                                        .setTraceparent(
                                                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                        .build());
        values.put("chat.events/chat_created", created(ChatKind.PRIVATE, ""));
        values.put("chat.events/chat_created_group", created(ChatKind.GROUP, "Zoë & Ж"));
        values.put("chat.events/message_sent", sent(MessageType.TEXT));
        values.put("chat.events/message_sent_image", sent(MessageType.IMAGE));
        values.put("chat.events/message_sent_file", sent(MessageType.FILE));
        values.put(
                "chat.members/member",
                ChatMember.newBuilder()
                        .setChatId(id(2))
                        .setUserId(id(3))
                        .setRole("member")
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(1).setLeftSeq(700))
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(900))
                        .setSeq(900)
                        .build());
        values.put(
                "user.events/registered",
                user().setRegistered(UserRegistered.newBuilder().setUsername("Zoë")).build());
        values.put(
                "user.events/updated",
                user().setUpdated(UserUpdated.newBuilder().setUsername("ana")).build());
        values.put(
                "user.events/erased",
                user().setErased(UserErased.newBuilder().setUsername("ana")).build());
        values.put(
                "user.events/blocked",
                user().setBlocked(UserBlocked.newBuilder().setBlockedId(id(4))).build());
        values.put(
                "user.events/unblocked",
                user().setUnblocked(UserUnblocked.newBuilder().setBlockedId(id(4))).build());
        values.put(
                "user.events/sessions_revoked",
                user().setSessionsRevoked(
                                SessionsRevoked.newBuilder()
                                        .addSessionIds(id(7))
                                        .addSessionIds(id(8)))
                        .build());
        values.put("user.blocks/blocked", block().setBlocked(true).build());
        values.put("user.blocks/unblocked", block().build());
        values.put(
                "deliver/frame",
                NodeFrame.newBuilder()
                        .setPublisher("node-1")
                        .setEpoch(1_763_724_000_000L)
                        .setNumber(41)
                        .addDeliveries(
                                Delivery.newBuilder()
                                        .addUserIds(id(3))
                                        .addUserIds(id(4))
                                        .setEvent(ByteString.copyFromUtf8("{\"event\":\"x\"}")))
                        .build());
        values.put(
                "presence.heartbeats/beat",
                PresenceBeat.newBuilder()
                        .setNode("node-1")
                        .setShard(31)
                        .addSigns(
                                Sign.newBuilder()
                                        .setUserId(id(3))
                                        .setSessionId(id(7))
                                        .setAgeMs(9_000)
                                        .setRest(true))
                        .addLeaves(Leave.newBuilder().setUserId(id(3)).setSessionId(id(7)))
                        .addWatches(
                                Watch.newBuilder()
                                        .setWatcherId(id(3))
                                        .addUserIds(id(4))
                                        .addNoLonger(id(5)))
                        .build());
        values.put(
                "presence/frame",
                PresenceFrame.newBuilder()
                        .addNews(
                                PresenceNews.newBuilder()
                                        .addWatcherIds(id(3))
                                        .addUsers(
                                                SeenPresence.newBuilder()
                                                        .setUserId(id(4))
                                                        .setVersion(1_763_724_000_123L)
                                                        .setActive(true)
                                                        .setLastActive(1_763_724_000_000L)
                                                        .setStatus(status(StatusKind.BUSY))
                                                        .setThinned(true)))
                        .addWatchAgain(id(3))
                        .setAll(true)
                        .build());
        values.put(
                "media.events/ready",
                media().addChatIds(id(2))
                        .setReady(
                                MediaReady.newBuilder()
                                        .setContentType("image/jpeg")
                                        .setSize(48_211)
                                        .setWidth(4_000)
                                        .setHeight(3_000)
                                        .setThumbnail(true))
                        .build());
        values.put(
                "media.events/rejected",
                media().setRejected(MediaRejected.newBuilder().setReason("hash_mismatch")).build());
        values.put(
                "media.events/deleted",
                media().setDeleted(MediaDeleted.getDefaultInstance()).build());
        for (StatusKind kind :
                List.of(
                        StatusKind.AVAILABLE,
                        StatusKind.AWAY,
                        StatusKind.BUSY,
                        StatusKind.INVISIBLE)) {
            values.put("presence.statuses/" + kind.name().toLowerCase(Locale.ROOT), status(kind));
        }
        for (PresenceEvent.Change change :
                List.of(
                        PresenceEvent.Change.BECAME_ACTIVE,
                        PresenceEvent.Change.BECAME_INACTIVE,
                        PresenceEvent.Change.STATUS_CHANGED)) {
            values.put(
                    "presence.events/" + change.name().toLowerCase(Locale.ROOT),
                    PresenceEvent.newBuilder()
                            .setUserId(id(3))
                            .setVersion(1_763_724_000_123L)
                            .setTimestamp(1_763_724_000_124L)
                            .setChange(change)
                            .setActive(true)
                            .setLastActive(1_763_724_000_000L)
                            .setStatus(status(StatusKind.AWAY))
                            .build());
        }
        return values;
    }

    private static ChatCommand changeRole(MemberRole role) {
        return command()
                .setChangeRole(ChangeRole.newBuilder().setUserId(id(4)).setRole(role))
                .build();
    }

    private static ChatCommand.Builder command() {
        return ChatCommand.newBuilder()
                .setCommandId(id(1))
                .setChatId(id(2))
                .setSenderId(id(3))
                .setSenderNode("node-1")
                .setRulesVersion(300);
    }

    private static ChatEvent created(ChatKind kind, String title) {
        return event().setSeq(1)
                .setChatCreated(
                        ChatCreated.newBuilder()
                                .setKind(kind)
                                .addMemberIds(id(3))
                                .addMemberIds(id(4))
                                .setTitle(title))
                .build();
    }

    private static ChatEvent sent(MessageType type) {
        return event().setSeq(5_001)
                .setOrdinal(5_000)
                .setMessageSent(
                        MessageSent.newBuilder()
                                .setType(type)
                                .setContent(content())
                                .setMediaId(id(5))
                                .setReplyTo(id(6)))
                .build();
    }

    private static ChatEvent.Builder event() {
        return ChatEvent.newBuilder()
                .setChatId(id(2))
                .setId(id(1))
                .setActorId(id(3))
                .setTimestamp(1_763_724_000_123L);
    }

    private static EncryptedContent.Builder content() {
        return EncryptedContent.newBuilder()
                .setContentKeyId("4026531840")
                .setCiphertext(ByteString.fromHex("01f0000000ff7f80"));
    }

    private static UserEvent.Builder user() {
        return UserEvent.newBuilder()
                .setEventId(id(1))
                .setUserId(id(3))
                .setVersion(129)
                .setTimestamp(1_763_724_000_123L);
    }

    private static MediaEvent.Builder media() {
        return MediaEvent.newBuilder()
                .setMediaId(id(5))
                .setVersion(2)
                .setTimestamp(1_763_724_000_123L)
                .setOwnerId(id(3));
    }

    private static PresenceStatus status(StatusKind kind) {
        return PresenceStatus.newBuilder()
                .setUserId(id(4))
                .setVersion(1_763_724_000_123L)
                .setKind(kind)
                .setText("Zoë & Ж")
                .setUntil(1_763_810_400_000L)
                .build();
    }

    private static UserBlock.Builder block() {
        return UserBlock.newBuilder().setUserId(id(3)).setBlockedId(id(4)).setVersion(129);
    }

    private static ByteString id(int number) {
        return Ids.byteString(new UUID(0x019a_a5b0_0000_7000L + number, -number));
    }

    /// @return name to bytes, as the file has them: a name, a space, hexadecimal digits
    private static Map<String, byte[]> recorded() {
        Map<String, byte[]> values = new TreeMap<>();
        try (var file = RecordedBytesTest.class.getResourceAsStream("/recorded/values.txt")) {
            new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(parts -> values.put(parts[0], HexFormat.of().parseHex(parts[1])));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
