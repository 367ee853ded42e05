package chat.sentinel.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnippetTest {
    @Test
    void shouldEscapeEverythingButItsOwnMarks() {
        assertThat(Snippet.html("<em onclick='x()'>\uE000a&b\uE001</em> \"q\""))
                .isEqualTo(
                        "&lt;em onclick=&#39;x()&#39;&gt;<em>a&amp;b</em>&lt;/em&gt; &quot;q&quot;");
    }

    @Test
    void shouldCloseWhatItOpensAndNothingElse() {
        assertThat(Snippet.html("\uE001a\uE000\uE000b")).isEqualTo("a<em>b</em>");
    }
}
