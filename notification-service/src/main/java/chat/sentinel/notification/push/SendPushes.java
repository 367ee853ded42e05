package chat.sentinel.notification.push;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/// Sends each push the way its device is told: by Firebase, or by the push service of its browser.
@Component
class SendPushes {
    private final Fcm fcm;
    private final WebPush webPush;

    SendPushes(Fcm fcm, WebPush webPush) {
        this.fcm = fcm;
        this.webPush = webPush;
    }

    /// @return an outcome for each push, in their order; none ends with a failure
    List<CompletableFuture<PushOutcome>> send(List<Push> pushes) {
        Iterator<CompletableFuture<PushOutcome>> byFirebase =
                fcm.send(pushes.stream().filter(push -> push.keys() == null).toList()).iterator();
        List<CompletableFuture<PushOutcome>> outcomes = new ArrayList<>();
        for (Push push : pushes) {
            outcomes.add(push.keys() == null ? byFirebase.next() : webPush.send(push));
        }
        return outcomes;
    }
}
