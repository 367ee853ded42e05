package chat.sentinel.notification.socket;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.item.Alert;
import chat.sentinel.notification.item.ItemView;
import chat.sentinel.notification.item.Items;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.json.JsonMapper;

/// Tells who is connected here, by as many queries for all of them as for one. Quiet hours are
/// for devices: who has a socket open is awake.
@Component
class Teller {
    private final Sockets sockets;
    private final Items items;
    private final SimpMessagingTemplate broker;
    private final JsonMapper json;
    private final Counter told;

    Teller(
            Sockets sockets,
            Items items,
            SimpMessagingTemplate broker,
            JsonMapper json,
            MeterRegistry meters) {
        this.sockets = sockets;
        this.items = items;
        this.broker = broker;
        this.json = json;
        this.told = meters.counter("sentinel.notification.alerts_told");
    }

    record Told(String event, ItemView item, int unseen) {
        Told(ItemView item, int unseen) {
            this("notification", item, unseen);
        }
    }

    void tell(Heard heard) {
        Set<UserId> here = sockets.listeners();
        if (here.isEmpty()) {
            return;
        }
        List<Alert> alerts = new ArrayList<>();
        if (!heard.chats.isEmpty()) {
            alerts.addAll(items.ofChats(here, heard.chats));
        }
        heard.items.values().forEach(users -> users.retainAll(here));
        heard.items.values().removeIf(Set::isEmpty);
        if (!heard.items.isEmpty()) {
            Set<UserId> told = new HashSet<>();
            heard.items.values().forEach(told::addAll);
            alerts.addAll(items.stored(told, heard.items.keySet()));
        }
        if (alerts.isEmpty()) {
            return;
        }
        Map<UserId, Integer> unseen =
                items.unseen(alerts.stream().map(Alert::user).collect(Collectors.toSet()));
        for (Alert alert : alerts) {
            send(alert, Objects.requireNonNull(unseen.get(alert.user())));
        }
    }

    private void send(Alert alert, int unseen) {
        SimpMessageHeaderAccessor headers =
                SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
        headers.setContentType(MimeTypeUtils.APPLICATION_JSON);
        headers.setLeaveMutable(true);
        broker.send(
                Destinations.NOTIFICATIONS_QUEUE.replaceFirst("/user", "/user/" + alert.user()),
                MessageBuilder.createMessage(
                        json.writeValueAsBytes(new Told(alert.item(), unseen)),
                        headers.getMessageHeaders()));
        told.increment();
    }
}
