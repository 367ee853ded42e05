package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.testkit.client.TestUser;
import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Messages are edited, deleted and reacted to: entries of the log that show in their target.
class ChangeMessageTest extends GroupOfThree {
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
}
