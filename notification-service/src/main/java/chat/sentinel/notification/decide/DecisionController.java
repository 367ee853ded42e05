package chat.sentinel.notification.decide;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.notification.decide.DecisionPages.Decision;
import chat.sentinel.notification.decide.DecisionPages.Place;
import chat.sentinel.servicekit.cursors.SealedCursors;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A person asks why one of his devices was told of a message, or was not.
@RestController
class DecisionController {
    private final DecisionPages decisions;
    private final SealedCursors cursors;

    DecisionController(DecisionPages decisions, SealedCursors cursors) {
        this.decisions = decisions;
        this.cursors = cursors;
    }

    record Shown(List<Decision> decisions, @Nullable String nextCursor) {}

    @Operation(summary = "Why one was notified, or was not")
    @GetMapping("/notifications/decisions")
    Shown page(
            @AuthenticationPrincipal AccessToken token,
            @RequestParam(name = "chat_id", required = false) @Nullable ChatId chat,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        token.requirePerson();
        int size = PageSize.of(pageSize);
        String context =
                "notification-decisions:" + token.userId() + ":" + (chat == null ? "" : chat);
        List<Decision> rows =
                decisions.page(
                        token.userId(),
                        chat,
                        size + 1,
                        cursor == null ? null : Place.of(cursors.open(cursor, context)));
        boolean more = rows.size() > size;
        List<Decision> page = more ? rows.subList(0, size) : rows;
        return new Shown(page, more ? cursors.seal(page.getLast().place().bytes(), context) : null);
    }
}
