package chat.sentinel.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who finds what: what history would show him, and nothing else.
class MayReadTest {
    private Person ana;
    private Person ben;
    private Person cleo;
    private Chat chat;

    @BeforeEach
    void aChatOfTwo() {
        ana = new Person();
        ben = new Person();
        cleo = new Person();
        chat = Chat.of(ana, ben);
    }

    @Test
    void shouldShowARemovedMemberNothingLater() {
        chat.says(ana, "word one");
        chat.removes(ben);
        chat.says(ana, "word two");
        chat.settles();
        assertThat(ben.finds("word ")).containsExactly("<em>word</em> one");
        assertThat(ben.finds("word ", "chat_id", chat.id.toString())).hasSize(1);
        assertThat(ana.finds("word ")).hasSize(2);
        // Nor how far the chat has come.
        assertThat(
                        ben.asks("word ", "chat_id", chat.id.toString())
                                .expect(200)
                                .path("indexed_through")
                                .path(chat.id.toString())
                                .asLong())
                .isLessThan(chat.seq());
    }

    @Test
    void shouldShowWhoComesLaterWhatTheGroupLetsHimSee() {
        chat.says(ana, "word one");
        chat.adds(cleo, false);
        Person dora = new Person();
        chat.adds(dora, true);
        chat.says(ana, "word two");
        chat.settles();
        assertThat(cleo.finds("word ")).containsExactly("<em>word</em> two");
        assertThat(dora.finds("word ")).hasSize(2);
    }

    @Test
    void shouldShowWhoComesBackBothStaysAndNotWhatWasBetween() {
        chat.says(ana, "word one");
        chat.removes(ben);
        chat.says(ana, "word two");
        chat.adds(ben, false);
        chat.says(ana, "word three");
        chat.settles();
        assertThat(ben.finds("word ")).containsExactly("<em>word</em> three", "<em>word</em> one");
    }

    @Test
    void shouldShowWhoIsGoneWhatMessagesOfHisTimeSayNow() {
        Chat.Message message = chat.says(ana, "word one");
        chat.removes(ben);
        chat.settles();
        assertThat(ben.finds("word ")).hasSize(1);
        chat.edits(message, ana, "word two");
        chat.settles();
        assertThat(ben.finds("word ")).containsExactly("<em>word</em> two");
        chat.deletes(message, ana);
        chat.settles();
        assertThat(ben.finds("word ")).isEmpty();
    }

    @Test
    void shouldNotBeMisledByAnOlderRecord() {
        chat.removes(ben);
        chat.settles();
        chat.says(ana, "word two");
        chat.settles();
        Chat.tellAgain(chat, ben, 1);
        // Some of these are in the same partition: once they are known, it was read.
        Chat.of(Stream.generate(Person::new).limit(20).toArray(Person[]::new)).settles();
        chat.says(ana, "word three");
        chat.settles();
        assertThat(ben.finds("word ")).isEmpty();
    }

    @Test
    void shouldSearchInAsManyChatsAsTheDocsSay() {
        Chat.isInMany(ben, 3_000, 1);
        Chat.isInMany(cleo, 1_000, 7);
        chat.adds(cleo, true);
        chat.says(ana, "word one");
        chat.settles();
        assertThat(ben.finds("word ")).hasSize(1);
        assertThat(cleo.finds("word ")).hasSize(1);
        assertThat(cleo.finds("wor")).hasSize(1);
        assertThat(cleo.finds("wurd ")).hasSize(1);
        // Of more the last ones.
        Chat.isInMany(cleo, 1_000, 9);
        assertThat(cleo.finds("word ")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "word",
                "\"word of others\"",
                "from:%1$s",
                "from:%1$s word",
                "after:1970-01-01",
                "has:text",
                "type:text word*",
                "word OR chat_id:%2$s",
                "chat_id:%2$s",
                "*",
                "wort of others "
            })
    void shouldNeverReachWhatIsAnothers(String typed) {
        chat.says(ana, "word of others");
        chat.settles();
        Chat own = Chat.of(cleo);
        own.says(cleo, "nothing");
        own.settles();
        String q = typed.formatted(ana.id, chat.id);
        for (String sort : List.of("newest", "best")) {
            var answer = cleo.asks(q, "sort", sort);
            assertThat(answer.status()).isIn(200, 422);
            assertThat(answer.raw().body()).doesNotContain("word of others", chat.id.toString());
        }
        var named = cleo.asks(q, "chat_id", chat.id.toString());
        assertThat(named.status()).isIn(404, 422);
        assertThat(cleo.asks("x", "chat_id", chat.id.toString(), "wait_for_seq", "1").status())
                .isEqualTo(404);
        assertThat(cleo.asks("x", "chat_id", "*").status()).isEqualTo(404);
    }
}
