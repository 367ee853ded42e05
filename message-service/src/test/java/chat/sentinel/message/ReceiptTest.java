package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who asks learns what has come to whom, and who has seen it.
class ReceiptTest extends ChatOfTwo {
    @BeforeEach
    void fiveMessagesOfAlice() {
        aliceTalksUpTo(6);
    }

    @Test
    void allMarksAreReadPageByPage() {
        puts(alice, "seen", 6);
        puts(bob, "delivered", 4);
        puts(bob, "seen", 3);
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = receipts(alice, "?page_size=1" + cursor).expect(200);
            JsonNode one = page.path("receipts").path(0);
            all.add(
                    TestUser.text(one, "user_id")
                            + " "
                            + one.path("delivered_seq").asLong()
                            + " "
                            + one.path("seen_seq").asLong());
            cursor = "&cursor=" + TestUser.text(page, "next_cursor");
        } while (cursor.length() > "&cursor=".length());
        assertThat(all)
                .containsExactlyElementsOf(
                        Stream.of(alice.userId + " 6 6", bob.userId + " 4 3").sorted().toList());
    }

    @Test
    void aMessageSaysWhomItReachedAndWhoHasSeenIt() {
        try (TestUser carol = cluster.user(0)) {
            chat = Groups.of(alice, bob, carol);
            puts(bob, "seen", 2);
            puts(carol, "delivered", 2);
            assertThat(message(alice, 2)).isEqualTo("2 1 [" + bob.userId + "]");
            assertThat(message(bob, 2)).isEqualTo(message(alice, 2));
        }
    }

    /// He counts as having seen what was before he came, but it was not sent to him.
    @Test
    void whoComesLaterIsNoneWhomItReached() {
        try (TestUser dave = cluster.user(1)) {
            chat = Groups.of(alice, bob);
            puts(bob, "delivered", 2);
            Map<String, String> added = Map.of("user_id", dave.userId);
            changes(alice, "POST", "/members", added);
            assertThat(message(alice, 2)).isEqualTo("1 0 []");
            assertThat(code(receipts(dave, "?seq=2"))).isEqualTo("message_not_found");
        }
    }

    @Test
    void whoHasLeftCountsNoMore() {
        try (TestUser carol = cluster.user(0)) {
            chat = Groups.of(alice, bob, carol);
            puts(bob, "delivered", 2);
            puts(carol, "seen", 2);
            changes(carol, "DELETE", "/members/" + carol.userId, null);
            assertThat(message(alice, 2)).isEqualTo("1 0 []");
        }
    }

    @Test
    void whoHasLeftAsksNoMore() {
        try (TestUser carol = cluster.user(0)) {
            chat = Groups.of(alice, bob, carol);
            changes(carol, "DELETE", "/members/" + carol.userId, null);
            assertThat(code(receipts(carol, ""))).isEqualTo("chat_not_found");
            assertThat(code(receipts(carol, "?seq=2"))).isEqualTo("chat_not_found");
        }
    }

    @Test
    void whatTheChatItselfSaysHasNoReceipts() {
        assertThat(code(receipts(alice, "?seq=1"))).isEqualTo("message_not_found");
    }

    @Test
    void ofManyReadersFiftyAreNamed() {
        chat = Groups.large(cluster, alice, bob, 60);
        Marks marks = cluster.bean(0, Marks.class);
        ChatId chatId = ChatId.parse(chat);
        receipts(alice, "?page_size=100")
                .expect(200)
                .path("receipts")
                .forEach(
                        one ->
                                StoreCalls.await(
                                        marks.seen(
                                                chatId,
                                                UserId.parse(TestUser.text(one, "user_id")),
                                                2)));
        JsonNode message = receipts(bob, "?seq=2").expect(200);
        assertThat(message.path("delivered").asInt()).isEqualTo(61);
        assertThat(message.path("seen").asInt()).isEqualTo(61);
        assertThat(message.path("seen_by").size()).isEqualTo(50);
    }

    private RestClient.Answer receipts(TestUser user, String query) {
        return user.rest.get(path("/receipts" + query));
    }

    private static String code(RestClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        return answer.body().path("code").asString();
    }

    /// Whom it reached, who has seen it, and which of these.
    private String message(TestUser user, long seq) {
        JsonNode message = receipts(user, "?seq=" + seq).expect(200);
        assertThat(message.path("seq").asLong()).isEqualTo(seq);
        return message.path("delivered").asInt()
                + " "
                + message.path("seen").asInt()
                + " "
                + message.path("seen_by").values().stream().map(JsonNode::asString).toList();
    }

    private void changes(TestUser user, String method, String path, @Nullable Object body) {
        user.rest.change(TestUser.newId(), method, path(path), body).expect(200);
    }
}
