package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.DeleteMessage;
import chat.sentinel.contracts.chat.EditMessage;
import chat.sentinel.message.send.CommandLog;
import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Who may not change a message, and what cannot be, gets a clear answer and changes nothing.
class RefusedChangeTest extends GroupOfThree {
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
}
