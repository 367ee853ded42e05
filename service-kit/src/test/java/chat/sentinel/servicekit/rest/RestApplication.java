package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A service with nothing but endpoints that do what tests want to see rendered.
@SpringBootApplication
class RestApplication {
    record Note(
            @NotBlank @Size(max = 10) String noteText,
            @Nullable Integer pageCount,
            @Nullable Boolean readOnly,
            @Nullable UserId ownerId,
            @Nullable List<@Valid Note> replies) {}

    record Me(UserId userId, List<String> roles, Instant at, @Nullable String nothing) {}

    @RestController
    static class Endpoints {
        @GetMapping("/me")
        Me me(@AuthenticationPrincipal AccessToken token) {
            return new Me(
                    token.userId(),
                    List.copyOf(token.roles()),
                    Instant.parse("2026-01-02T03:04:05.100200Z"),
                    null);
        }

        @PostMapping("/notes")
        Note note(@Valid @RequestBody Note note) {
            return note;
        }

        @GetMapping("/users/{user_id}")
        UserId user(@PathVariable("user_id") UserId id) {
            return id;
        }

        @GetMapping("/pages")
        int pages(@RequestParam(name = "page_size", required = false) @Nullable Integer size) {
            return PageSize.of(size);
        }

        @GetMapping("/needs")
        String needs(@RequestParam("q") String q) {
            return q;
        }

        @GetMapping("/fails/{how}")
        String fails(@PathVariable String how) {
            throw switch (how) {
                case "slow" ->
                        SentinelException.retryAfter(
                                ErrorCode.TOO_MANY_REQUESTS, "Slow down", Duration.ofMillis(1200));
                case "store" -> new DataAccessResourceFailureException("secret host name");
                default -> new IllegalStateException("a secret");
            };
        }

        @GetMapping("/internal/hello")
        String inside() {
            return "hello inside";
        }

        @GetMapping("/public/hello")
        String hello() {
            return "hello";
        }
    }
}
