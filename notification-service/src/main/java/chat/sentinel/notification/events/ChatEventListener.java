package chat.sentinel.notification.events;

import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.notification.push.PushWorker;
import chat.sentinel.servicekit.tracing.Traces;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/// Reads `chat.events`, once the facts that were there before are known.
@Component
class ChatEventListener {
    static final String ID = "chats";

    private final Batches batches;
    private final TakeChatEvents chats;
    private final PushWorker pushes;
    private final KafkaListenerEndpointRegistry listeners;
    private final Traces traces;
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    ChatEventListener(
            Batches batches,
            TakeChatEvents chats,
            PushWorker pushes,
            KafkaListenerEndpointRegistry listeners,
            Traces traces) {
        this.batches = batches;
        this.chats = chats;
        this.pushes = pushes;
        this.listeners = listeners;
        this.traces = traces;
    }

    @KafkaListener(
            id = ID,
            groupId = "${sentinel.topics.group:notification-service}",
            topics = "${sentinel.topics.chats:chat.events}",
            containerFactory = "batchListeners",
            properties = {"fetch.min.bytes=262144", "fetch.max.wait.ms=200"},
            autoStartup = "false")
    void on(List<ConsumerRecord<String, byte[]>> records) {
        traces.each(
                together ->
                        batches.take(
                                records,
                                (value, headers) ->
                                        new TakeChatEvents.Came(
                                                ChatEvent.parseFrom(value),
                                                together.follow(headers, "decide")),
                                chats::take));
        pushes.wake();
    }

    /// Who may be told is in the facts: names, blocks, who was in a chat long ago.
    @EventListener
    void factsAreRead(ListenerContainerIdleEvent event) {
        for (String facts : FactListener.IDS) {
            if (event.getListenerId().startsWith(facts)) {
                read.add(facts);
            }
        }
        MessageListenerContainer container = listeners.getListenerContainer(ID);
        if (read.containsAll(FactListener.IDS) && container != null && !container.isRunning()) {
            container.start();
        }
    }
}
