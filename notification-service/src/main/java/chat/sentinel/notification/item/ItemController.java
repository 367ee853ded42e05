package chat.sentinel.notification.item;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.cursors.SealedCursors;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What waits for a person, and that he has seen it.
@RestController
@RequestMapping("/notifications/items")
class ItemController {
    private final Items items;
    private final SeenItems seen;
    private final SealedCursors cursors;

    ItemController(Items items, SeenItems seen, SealedCursors cursors) {
        this.items = items;
        this.seen = seen;
        this.cursors = cursors;
    }

    record Shown(List<ItemView> items, @Nullable String nextCursor, int unseen) {}

    /// A chat that gets another message moves to the front, so that who turns pages meanwhile
    /// may miss it there and sees it when he starts again.
    @Operation(summary = "One's alerts, the latest first")
    @GetMapping
    Shown page(
            @AuthenticationPrincipal AccessToken token,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        token.requirePerson();
        UserId user = token.userId();
        String context = "notification-items:" + user;
        Items.Page page =
                items.page(
                        user,
                        PageSize.of(pageSize),
                        cursor == null ? null : Place.of(cursors.open(cursor, context)));
        Place next = page.next();
        return new Shown(
                page.items(),
                next == null ? null : cursors.seal(next.bytes(), context),
                Objects.requireNonNull(items.unseen(List.of(user)).get(user)));
    }

    @Operation(summary = "Say which alerts were seen")
    @PostMapping("/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(@AuthenticationPrincipal AccessToken token, @RequestBody SeenRequest request) {
        token.requirePerson();
        seen.see(token.userId(), request.toSeen());
    }
}
