package chat.sentinel.message.history;

import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// What was missed, over REST. It has no cursor: what a client has afterwards says where it
/// goes on.
@RestController
class SyncController {
    private final Sync sync;

    SyncController(Sync sync) {
        this.sync = sync;
    }

    @Operation(summary = "What has changed in one's chats since one was away")
    @PostMapping("/sync")
    Sync.Page sync(@AuthenticationPrincipal AccessToken caller, @RequestBody Sync.Request request) {
        return sync.since(caller.userId(), request);
    }
}
