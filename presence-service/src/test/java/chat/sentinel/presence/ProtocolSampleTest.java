package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The answer in docs/protocol.md is what is answered.
class ProtocolSampleTest {
    @Test
    void theSampleOfAQueryHasTheFieldsOfAnAnswer() throws IOException {
        Path docs = Path.of("docs", "protocol.md");
        Matcher sample =
                Pattern.compile("```json\n(\\{\"users\": .*?)```", Pattern.DOTALL)
                        .matcher(
                                Files.readString(
                                        Files.exists(docs) ? docs : Path.of("..").resolve(docs)));
        assertThat(sample.find()).isTrue();
        JsonNode written = JsonMapper.shared().readTree(sample.group(1)).path("users").path(0);
        Person ana = new Person().says("busy");
        ana.rest.get("/users/update-last-active?user_id=" + ana.id).expect(204);

        JsonNode answered =
                ana.rest
                        .post(
                                "/users/presence/query",
                                Map.of("user_ids", List.of(ana.id.toString())))
                        .expect(200)
                        .path("users")
                        .path(0);

        assertThat(answered.propertyNames()).containsExactlyElementsOf(written.propertyNames());
        assertThat(answered.path("status").propertyNames())
                .containsExactlyElementsOf(written.path("status").propertyNames());
    }
}
