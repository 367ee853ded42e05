package chat.sentinel.message.media;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Tells everybody who is in a chat what became of a file that it carries. Past the log: who is not
/// here finds it when he asks for the file, and who is told twice asks twice.
@Component
class MediaEventListener {
    private static final Duration LONGEST_READ = Duration.ofSeconds(5);

    private final ChatAccess access;
    private final Deliveries deliveries;
    private final ClientJson json;

    MediaEventListener(ChatAccess access, Deliveries deliveries, ClientJson json) {
        this.access = access;
        this.deliveries = deliveries;
        this.json = json;
    }

    @KafkaListener(
            id = "message-service-media",
            topics = Topics.MEDIA_EVENTS,
            containerFactory = "projectionListenerContainerFactory")
    void on(byte[] value)
            throws InvalidProtocolBufferException,
                    ExecutionException,
                    InterruptedException,
                    TimeoutException {
        MediaEvent event = MediaEvent.parseFrom(value);
        String state = state(event);
        if (state == null) {
            return; // of a newer version
        }
        UUID media = Ids.uuid(event.getMediaId());
        for (ByteString chat : event.getChatIdsList()) {
            tell(ChatId.of(chat), media, state);
        }
    }

    private void tell(ChatId chat, UUID media, String state)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<UserId> members =
                access.present(chat)
                        .toCompletableFuture()
                        .get(LONGEST_READ.toMillis(), TimeUnit.MILLISECONDS);
        byte[] told =
                json.encode(new ClientEvent.MediaChanged(media.toString(), chat.toString(), state));
        deliveries.deliver(List.of(new Outgoing(members, told, null)));
    }

    private static @Nullable String state(MediaEvent event) {
        return switch (event.getFactCase()) {
            case READY -> "ready";
            case REJECTED -> "rejected";
            case DELETED -> "deleted";
            case FACT_NOT_SET -> null;
        };
    }
}
