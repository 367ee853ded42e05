package chat.sentinel.search.reindex;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.search.elastic.IndexState;
import chat.sentinel.search.elastic.IndexState.Counted;
import chat.sentinel.search.elastic.IndexState.Phase;
import chat.sentinel.search.elastic.StoreAway;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// For operators: behind the key of the installation, and for administrators.
@RestController
class ReindexController {
    private final Rebuild rebuild;

    ReindexController(Rebuild rebuild) {
        this.rebuild = rebuild;
    }

    /// @param phase `none`, `begun`, `copying`, `incomplete` or `switched`
    /// @param generation the one that is searched
    /// @param missing in the new index
    /// @param bad in themselves, so in no index
    /// @param reason why it waits to be asked for again; null: it does not
    record Progress(
            String phase,
            int generation,
            long chats,
            long messages,
            long missing,
            long bad,
            @Nullable String reason) {
        static Progress of(IndexState state) {
            Counted counted = state.soFar();
            return new Progress(
                    state.phase().name().toLowerCase(Locale.ROOT),
                    state.live(),
                    counted.chats(),
                    counted.messages(),
                    counted.missing(),
                    counted.bad(),
                    state.phase() == Phase.INCOMPLETE
                            ? counted.missing() + " messages are missing in the new index"
                            : null);
        }
    }

    /// Begins, or tries again, or says how far the one under way is.
    @PostMapping("/internal/reindex")
    Progress begin() {
        return asked(rebuild::begin);
    }

    @GetMapping("/internal/reindex")
    Progress progress() {
        return asked(rebuild::state);
    }

    /// As above, for administrators.
    @Operation(summary = "Make the search index anew")
    @PostMapping("/admin/reindex")
    Progress begin(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return begin();
    }

    @Operation(summary = "How far the new search index is")
    @GetMapping("/admin/reindex")
    Progress progress(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return progress();
    }

    private static Progress asked(Supplier<IndexState> ask) {
        try {
            return Progress.of(ask.get());
        } catch (StoreAway e) {
            throw new SentinelException(
                    ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE.title(), e);
        }
    }
}
