package chat.sentinel.notification.push;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a browser needs to subscribe.
@RestController
class WebPushKeyController {
    private final VapidKey key;

    WebPushKeyController(VapidKey key) {
        this.key = key;
    }

    record Answer(String publicKey) {}

    @GetMapping("/devices/web-push-key")
    Answer key() {
        return new Answer(key.publicKey());
    }
}
