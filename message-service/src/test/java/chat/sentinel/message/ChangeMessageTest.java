package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.DeleteMessage;
import chat.sentinel.contracts.chat.EditMessage;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.message.content.ContentCipher;
import chat.sentinel.message.send.CommandLog;
import chat.sentinel.testkit.client.TestUser;
import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Messages are edited, deleted and reacted to: entries of the log that show in their target.
class ChangeMessageTest {
    private static final TestCluster cluster = TestCluster.shared();

    private TestUser alice;
    private TestUser bob;
    private TestUser carol;
    private String group;

    @BeforeEach
    void aGroupOfThree() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        carol = cluster.user(0);
        var made =
                alice.rest.post(
                        "/users/chat",
                        Map.of(
                                "request_id",
                                TestUser.newId(),
                                "title",
                                "tea",
                                "member_ids",
                                List.of(bob.userId, carol.userId)));
        group = TestUser.text(made.expect(201), "chat_id");
    }

    @AfterEach
    void hangUp() {
        Stream.of(alice, bob, carol).forEach(TestUser::close);
    }

    @Test
    void anEditShowsInItsTarget() {
        String message = said(alice, "helo");
        String edit = alice.edits(group, message, "hello");
        JsonNode event = bob.awaitChange(edit);
        assertThat(TestUser.text(event, "event")).isEqualTo("message_edited");
        assertThat(event.path("seq").asLong()).isEqualTo(3);
        assertThat(event.path("target_seq").asLong()).isEqualTo(2);
        assertThat(TestUser.text(event, "content")).isEqualTo("hello");
        alice.awaitAccepted(edit);

        JsonNode shown = theSameForAll().getLast();
        assertThat(TestUser.text(shown, "content")).isEqualTo("hello");
        assertThat(TestUser.text(shown, "edited_at")).isEqualTo(TestUser.text(event, "timestamp"));
        assertThat(TestUser.text(shown, "message_id")).isEqualTo(message);
        var listed = carol.rest.get("/users/chat").expect(200).path("chats").path(0);
        assertThat(TestUser.text(listed.path("last_message"), "content")).isEqualTo("hello");
        assertThat(listed.path("last_seq").asLong()).isEqualTo(3);
        assertThat(listed.path("unread_count").asLong()).isEqualTo(1);
    }

    /// Gone from the store and from every cache once it is stored.
    @Test
    void aDeletedTextIsNowhere() throws InvalidProtocolBufferException {
        String message = said(alice, "what nobody should read");
        alice.awaitChange(alice.edits(group, message, "nor this"));
        bob.rest.get("/users/chat/" + group).expect(200);
        carol.rest.get("/users/chat").expect(200);
        bob.awaitChange(alice.deletes(group, message));

        JsonNode shown = theSameForAll().getLast();
        assertThat(shown.path("content").isNull()).isTrue();
        assertThat(shown.path("deleted_at").isString()).isTrue();
        String sync =
                carol.rest.post("/sync", Map.of("chats", Map.of(group, 0))).expect(200).toString();
        assertThat(sync).contains("message_deleted").doesNotContain("nor this");
        for (var row :
                cluster.bean(0, CqlSession.class)
                        .execute(
                                "SELECT kind, content, detail FROM messages WHERE chat_id = ? AND bucket = 0",
                                UUID.fromString(group))) {
            assertThat(row.isNull("content")).isTrue();
            if ("message_edited".equals(row.getString("kind"))) {
                MessageEdited edit = MessageEdited.parseFrom(row.getByteBuffer("detail"));
                assertThat(edit.hasContent()).isFalse();
            }
        }
        assertThat(carol.rest.get("/users/chat").raw().body()).doesNotContain("nor this");
    }

    @Test
    void reactionsAreCountedOncePerPersonAndEmoji() {
        String message = said(alice, "who comes?");
        String id = bob.reacts(group, message, "👍", false);
        bob.changes("/app/react", group, message, id, Map.of("emoji", "👍"));
        bob.reacts(group, message, "👍", false);
        bob.reacts(group, message, "👨‍👩‍👧", false);
        carol.reacts(group, message, "👍", false);
        carol.reacts(group, message, "🇫🇷", false);
        String back = carol.reacts(group, message, "🇫🇷", true);
        alice.awaitChange(back);

        JsonNode shown = theSameForAll().getLast();
        assertThat(shown.path("reactions").size()).isEqualTo(2);
        for (JsonNode reaction : shown.path("reactions")) {
            assertThat(reaction.path("count").asInt())
                    .isEqualTo(TestUser.text(reaction, "emoji").equals("👍") ? 2 : 1);
        }
        var listed = alice.rest.get("/users/chat").expect(200).path("chats").path(0);
        assertThat(TestUser.text(listed.path("last_message"), "content")).isEqualTo("who comes?");
    }

    @Test
    void onlyItsAuthorEditsAndAdminsDelete() {
        String message = said(bob, "mine");
        carol.awaitRejected(carol.edits(group, message, "yours"));
        alice.awaitRejected(alice.edits(group, message, "the owner's"));
        JsonNode refused = carol.awaitRejected(carol.deletes(group, message));
        assertThat(TestUser.text(refused, "code")).isEqualTo("forbidden");
        assertThat(TestUser.text(theSameForAll().getLast(), "content")).isEqualTo("mine");
        bob.awaitChange(alice.deletes(group, message));
        for (String change :
                List.of(
                        bob.edits(group, message, "again"),
                        bob.deletes(group, message),
                        bob.reacts(group, message, "👍", false))) {
            assertThat(TestUser.text(bob.awaitRejected(change), "code"))
                    .isEqualTo("message_not_found");
        }
        try (TestUser mallory = cluster.user(1)) {
            mallory.reacts(group, message, "👍", false);
            assertThat(TestUser.text(mallory.awaitEvent(e -> TestUser.is(e, "error")), "code"))
                    .isEqualTo("chat_not_found");
        }
        assertThat(theSameForAll()).hasSize(2);
    }

    @Test
    void aTargetThatIsNoneOfThisChatIsNone() {
        String elsewhere = alice.startsChatWith(bob.userId);
        String message = alice.sends(elsewhere, "elsewhere");
        alice.awaitMessage(message);
        String reaction = alice.reacts(elsewhere, message, "👍", false);
        alice.awaitChange(reaction);
        String created = TestUser.text(alice.entries(group).getFirst(), "message_id");
        for (String target : List.of(message, reaction, created, TestUser.newId())) {
            JsonNode refused = alice.awaitRejected(alice.edits(group, target, "x"));
            assertThat(TestUser.text(refused, "code")).isEqualTo("message_not_found");
        }
        assertThat(theSameForAll()).hasSize(1);
    }

    /// What came before him he may not read, so he may not find out by reacting to it either.
    @Test
    void whoMayNotReadAMessageCannotReactToIt() {
        String message = said(alice, "before dave");
        try (TestUser dave = cluster.user(1)) {
            alice.rest
                    .change(
                            TestUser.newId(),
                            "POST",
                            "/users/chat/" + group + "/members",
                            Map.of("user_id", dave.userId))
                    .expect(200);
            JsonNode refused = dave.awaitRejected(dave.reacts(group, message, "👍", false));
            assertThat(TestUser.text(refused, "code")).isEqualTo("message_not_found");
        }
    }

    /// The limit is the one that travelled with the command.
    @Test
    void whatIsTooOldIsNotChanged() {
        String message = said(bob, "long ago");
        ChatId chat = ChatId.parse(group);
        CommandId target = CommandId.parse(message);
        append(
                bob,
                command ->
                        command.setEditMessage(
                                EditMessage.newBuilder()
                                        .setTargetId(target.byteString())
                                        .setContent(
                                                cluster.bean(0, ContentCipher.class)
                                                        .encrypt(chat, target, "now"))
                                        .setWithinMillis(-1)),
                "too_late");
        append(
                bob,
                command ->
                        command.setDeleteMessage(
                                DeleteMessage.newBuilder()
                                        .setTargetId(target.byteString())
                                        .setWithinMillis(-1)),
                "too_late");
        assertThat(TestUser.text(theSameForAll().getLast(), "content")).isEqualTo("long ago");
    }

    private void append(TestUser sender, UnaryOperator<ChatCommand.Builder> change, String code) {
        CommandId id = CommandId.next();
        ChatId chat = ChatId.parse(group);
        cluster.bean(0, CommandLog.class)
                .append(
                        chat,
                        change.apply(
                                        ChatCommand.newBuilder()
                                                .setCommandId(id.byteString())
                                                .setChatId(chat.byteString())
                                                .setSenderId(
                                                        UserId.parse(sender.userId).byteString())
                                                .setRulesVersion(1))
                                .build())
                .join();
        assertThat(TestUser.text(sender.awaitRejected(id.toString()), "code")).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "edit_message|{ID,CHAT,TARGET}|validation_failed",
                "edit_message|{ID,CHAT,TARGET,\"content\":\"\"}|validation_failed",
                "edit_message|{ID,CHAT,TARGET,\"content\":\"\\ud800\"}|validation_failed",
                "edit_message|{ID,CHAT,TARGET,\"content\":\"LARGE\"}|message_too_large",
                "edit_message|{ID,CHAT,\"content\":\"x\"}|validation_failed",
                "edit_message|{CHAT,TARGET,\"content\":\"x\"}|validation_failed",
                "edit_message|{ID,TARGET,\"content\":\"x\"}|validation_failed",
                "edit_message|nonsense|invalid_request",
                "delete_message|{ID,CHAT}|validation_failed",
                "delete_message|{ID,CHAT,\"target_message_id\":\"1\"}|validation_failed",
                "delete_message|{ID,CHAT,\"target_message_id\":5}|invalid_request",
                "react|{ID,CHAT,TARGET}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"like\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"1\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"👍👍\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"\\u202e\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"\\ud83d\"}|validation_failed",
                "react|{ID,CHAT,TARGET,\"emoji\":\"👍\",\"remove\":\"no\"}|invalid_request",
            })
    void aBadChangeIsAnsweredAndNothingChanges(String destination, String body, String code) {
        String message = said(alice, "as it was");
        alice.send(
                "/app/" + destination,
                body.replace("ID,", "\"message_id\":\"" + TestUser.newId() + "\",")
                        .replace("CHAT", "\"chat_id\":\"" + group + "\"")
                        .replace("TARGET", "\"target_message_id\":\"" + message + "\"")
                        .replace("LARGE", "ü".repeat(8_193)));
        JsonNode error = alice.awaitEvent(e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo(code);
        assertThat(theSameForAll()).hasSize(2);
    }

    /// Hundreds of changes in no order, by all, from all sides: everybody ends with the same, live,
    /// by sync, and by history; and unread counts are what a plain count says.
    @Test
    void whateverIsDoneAllEndWithTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TestUser> all = List.of(alice, bob, carol);
        List<String> messages = new ArrayList<>(List.of(said(alice, "the first")));
        List<TestUser> authors = new ArrayList<>(List.of(alice));
        String last = "";
        for (int i = 0; i < 300; i++) {
            TestUser user = all.get(random.nextInt(3));
            int target = random.nextInt(messages.size());
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    messages.add(user.sends(group, "line " + i));
                    authors.add(user);
                }
                case 2 -> authors.get(target).edits(group, messages.get(target), "edit " + i);
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        alice.deletes(group, messages.get(target));
                    }
                }
                default ->
                        user.reacts(
                                group,
                                messages.get(target),
                                List.of("👍", "🎉", "❤️").get(random.nextInt(3)),
                                random.nextInt(3) == 0);
            }
        }
        for (TestUser user : all) {
            last = user.sends(group, "done");
            String done = last;
            all.forEach(one -> one.awaitMessage(done));
        }

        List<JsonNode> shown = theSameForAll();
        try (TestUser tablet = bob.onAnotherDevice(cluster.uri(1))) {
            assertThat(tablet.entries(group)).as("seed " + seed).isEqualTo(shown);
        }
        for (TestUser user : all) {
            long messagesOfOthersAfterOwnLast =
                    shown.stream()
                            .map(e -> TestUser.text(e, "sender_id"))
                            .toList()
                            .reversed()
                            .stream()
                            .takeWhile(sender -> !sender.equals(user.userId))
                            .count();
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    user.rest
                                                            .get("/users/chat")
                                                            .expect(200)
                                                            .path("chats")
                                                            .path(0)
                                                            .path("unread_count")
                                                            .asLong())
                                            .isEqualTo(messagesOfOthersAfterOwnLast));
        }
    }

    /// A target two buckets back.
    @Test
    void anOldMessageIsChangedInItsOwnBucket() {
        String old = said(bob, "at the beginning");
        IntStream.range(0, 5_000).forEach(i -> alice.sends(group, "line " + i));
        carol.awaitMessage(alice.sends(group, "the last"));
        alice.awaitChange(bob.edits(group, old, "edited much later"));
        alice.awaitChange(carol.reacts(group, old, "👍", false));
        await().untilAsserted(
                        () -> assertThat(atTheBeginning()).contains("edited much later", "👍"));
        alice.awaitChange(bob.deletes(group, old));
        await().untilAsserted(
                        () ->
                                assertThat(atTheBeginning())
                                        .doesNotContain("edited much later", "👍"));
    }

    private String atTheBeginning() {
        return alice.rest
                .get("/users/chat/" + group + "?around_seq=2&page_size=2")
                .expect(200)
                .toString();
    }

    private String said(TestUser user, String text) {
        String id = user.sends(group, text);
        Stream.of(alice, bob, carol).forEach(member -> member.awaitMessage(id));
        return id;
    }

    /// What everybody shows, by events and by history, ascending.
    private List<JsonNode> theSameForAll() {
        List<JsonNode> shown = alice.entries(group);
        assertThat(bob.entries(group)).isEqualTo(shown);
        assertThat(carol.entries(group)).isEqualTo(shown);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                bob.pagesBack(group, 7).reversed().stream()
                                                        .map(TestUser::comparable))
                                        .isEqualTo(
                                                shown.stream().map(TestUser::comparable).toList()));
        return shown;
    }
}
