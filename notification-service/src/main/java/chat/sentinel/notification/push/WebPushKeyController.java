package chat.sentinel.notification.push;

import io.swagger.v3.oas.annotations.Operation;
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

    @Operation(summary = "The key that a browser subscribes with")
    @GetMapping("/devices/web-push-key")
    Answer key() {
        return new Answer(key.publicKey());
    }
}
