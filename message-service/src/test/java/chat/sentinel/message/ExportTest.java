package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.testkit.client.RestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What other services build their stores from.
class ExportTest extends ChatOfTwo {
    private final RestClient service =
            new RestClient(cluster.uri(0)).with(TestCluster.INTERNAL_KEY);

    @Test
    void shouldHaveEveryMessageAsItIsNow() throws Exception {
        String first = alice.sends(chat, "first");
        String second = alice.sends(chat, "second");
        String third = alice.sends(chat, "third");
        String fourth = alice.sends(chat, "fourth");
        bob.awaitMessage(fourth);
        alice.awaitChange(alice.edits(chat, second, "second, edited"));
        alice.awaitChange(alice.deletes(chat, third));
        alice.awaitChange(alice.reacts(chat, first, "👍", false));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(exported().stream().map(this::said).toList())
                                        .containsExactly("first", "second, edited", "-", "fourth"));
        List<ChatEvent> events = exported();
        assertThat(events)
                .extracting(event -> event.getMessageSent().getDeletedAt() > 0)
                .containsExactly(false, false, true, false);
        assertThat(events).extracting(ChatEvent::getSeq).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void shouldListEveryChatInPages() {
        List<String> listed = new ArrayList<>();
        String after = null;
        do {
            JsonNode page =
                    service.get(
                                    "/internal/export/chats?page_size=3"
                                            + (after == null ? "" : "&after=" + after))
                            .expect(200);
            page.path("chats").values().forEach(id -> listed.add(id.asString()));
            after = page.path("next").isNull() ? null : page.path("next").asString();
        } while (after != null);
        assertThat(listed).doesNotHaveDuplicates().contains(chat);
    }

    @Test
    void shouldBeForServicesOnly() {
        assertThat(alice.rest.get("/internal/export/chats").status()).isEqualTo(401);
        assertThat(service.get("/internal/export/chats?page_size=0").status()).isEqualTo(422);
        assertThat(service.get("/internal/export/chats?after=x").status()).isEqualTo(422);
        assertThat(service.get("/internal/export/chats/x/messages").status()).isEqualTo(404);
    }

    private List<ChatEvent> exported() throws Exception {
        List<ChatEvent> events = new ArrayList<>();
        @Nullable Long after = 0L;
        while (after != null) {
            JsonNode page =
                    service.get(
                                    "/internal/export/chats/%s/messages?page_size=2&after_seq=%d"
                                            .formatted(chat, after))
                            .expect(200);
            for (JsonNode event : page.path("events")) {
                events.add(ChatEvent.parseFrom(Base64.getDecoder().decode(event.asString())));
            }
            after = page.path("next").isNull() ? null : page.path("next").asLong();
        }
        return events;
    }

    private String said(ChatEvent event) {
        return event.getMessageSent().hasContent()
                ? cluster.bean(0, ContentCipher.class)
                        .decrypt(
                                ChatId.parse(chat),
                                CommandId.of(event.getId()),
                                event.getMessageSent().getContent())
                : "-";
    }
}
