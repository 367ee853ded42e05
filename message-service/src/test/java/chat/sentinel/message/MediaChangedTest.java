package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.media.MediaDeleted;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.contracts.media.MediaReady;
import chat.sentinel.contracts.media.MediaRejected;
import chat.sentinel.testkit.client.TestUser;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Members hear what became of the files that their chats carry.
class MediaChangedTest extends ChatOfTwo {
    private final UUID media = UUID.randomUUID();

    @Test
    void bothAreToldOnWhicheverInstanceTheyAre() {
        publish(event().setReady(MediaReady.getDefaultInstance()));
        publish(event().setRejected(MediaRejected.getDefaultInstance()));
        publish(event().setDeleted(MediaDeleted.getDefaultInstance()));
        for (TestUser user : java.util.List.of(alice, bob)) {
            for (String state : java.util.List.of("ready", "rejected", "deleted")) {
                JsonNode told = user.awaitEvent(e -> isOf(e, state));
                assertThat(TestUser.text(told, "chat_id")).isEqualTo(chat);
            }
        }
    }

    @Test
    void whatCannotBeReadOrIsOfANewerVersionHoldsNothingUp() {
        cluster.kafka()
                .send(new ProducerRecord<>(Topics.MEDIA_EVENTS, media.toString(), new byte[] {-1}));
        publish(event());
        publish(event().setReady(MediaReady.getDefaultInstance()));
        bob.awaitEvent(e -> isOf(e, "ready"));
    }

    private boolean isOf(JsonNode event, String state) {
        return TestUser.is(event, "media_changed")
                && media.toString().equals(TestUser.text(event, "media_id"))
                && state.equals(TestUser.text(event, "state"));
    }

    private MediaEvent.Builder event() {
        return MediaEvent.newBuilder()
                .setMediaId(Ids.byteString(media))
                .addChatIds(ChatId.parse(chat).byteString());
    }

    private void publish(MediaEvent.Builder event) {
        cluster.kafka()
                .send(
                        new ProducerRecord<>(
                                Topics.MEDIA_EVENTS,
                                media.toString(),
                                event.build().toByteArray()));
        cluster.kafka().flush();
    }
}
