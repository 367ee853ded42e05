package chat.sentinel.message.wire;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.ErrorCode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/protocol.md shows what is sent: each sample has the fields of the record that is encoded,
/// and nothing that a client can meet is missing there.
class ProtocolSamplesTest {
    private static final String PROTOCOL = protocol();
    private static final List<JsonNode> SAMPLES = samples();

    @Test
    void everySampleOfAnEventHasTheFieldsOfARecord() {
        List<Set<String>> records =
                Arrays.stream(ClientEvent.class.getPermittedSubclasses())
                        .map(type -> Set.copyOf(fieldsOf(type)))
                        .toList();
        assertThat(SAMPLES.stream().filter(sample -> sample.has("event")))
                .hasSizeGreaterThan(8)
                .allSatisfy(
                        sample -> assertThat(records).contains(Set.copyOf(sample.propertyNames())));
    }

    @Test
    void everySampleOfAMessageOrAChatHasTheFieldsOfItsRecord() {
        List<JsonNode> messages = new ArrayList<>();
        List<JsonNode> chats = new ArrayList<>();
        for (JsonNode sample : SAMPLES) {
            gather(sample, messages, chats);
        }
        assertThat(messages).isNotEmpty();
        assertThat(chats).isNotEmpty();
        messages.forEach(
                message ->
                        assertThat(message.propertyNames())
                                .as(message.toString())
                                .containsExactlyInAnyOrderElementsOf(fieldsOf(MessageView.class)));
        chats.forEach(
                chat ->
                        assertThat(chat.propertyNames())
                                .as(chat.toString())
                                .containsExactlyInAnyOrderElementsOf(fieldsOf(ChatView.class)));
    }

    @Test
    void everyEventDestinationAndErrorIsDescribed() {
        Stream.of(
                        "message_accepted",
                        "receive_message",
                        "message_rejected",
                        "private_chat_started",
                        "chat_created",
                        "chat_updated",
                        "member_added",
                        "member_removed",
                        "role_changed",
                        "message_edited",
                        "message_deleted",
                        "message_reacted",
                        "message_delivered",
                        "message_seen",
                        "receive_fast_message",
                        "sent_to_users",
                        "presence_changed",
                        "typing",
                        "media_changed",
                        "going_away",
                        "sync_required",
                        "sync_complete",
                        "error",
                        "session_revoked",
                        "session_expired")
                .forEach(event -> assertThat(PROTOCOL).contains("`" + event + "`"));
        for (var field : Destinations.class.getFields()) {
            try {
                assertThat(PROTOCOL).contains("`" + field.get(null) + "`");
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(PROTOCOL).contains("`" + code.code() + "`");
        }
    }

    private static List<String> fieldsOf(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void gather(JsonNode node, List<JsonNode> messages, List<JsonNode> chats) {
        // In the data of a push, which is no message, everything is text; a hit has a snippet.
        if (node.has("sender_id") && node.path("seq").isNumber() && !node.has("snippet")) {
            messages.add(node);
        }
        if (node.has("unread_count")) {
            chats.add(node);
        }
        node.forEach(child -> gather(child, messages, chats));
    }

    private static String protocol() {
        Path docs = Path.of("docs", "protocol.md");
        try {
            return Files.readString(Files.exists(docs) ? docs : Path.of("..").resolve(docs));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A block is one value, or one on each line.
    private static List<JsonNode> samples() {
        List<JsonNode> samples = new ArrayList<>();
        JsonMapper mapper = JsonMapper.shared();
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(PROTOCOL)
                .results()
                .map(block -> block.group(1).strip())
                .forEach(
                        block -> {
                            if (block.lines().allMatch(line -> line.startsWith("{"))) {
                                block.lines().map(mapper::readTree).forEach(samples::add);
                            } else {
                                samples.add(mapper.readTree(block));
                            }
                        });
        return samples;
    }
}
