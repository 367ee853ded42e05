package chat.sentinel.notification.preference;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// A person says how he wishes to be told. Whether he is in a chat that he mutes is not asked, so
/// the answer tells nothing of chats that are not his.
@RestController
@RequestMapping("/notification-preferences")
class PreferenceController {
    private final StoredPreferences preferences;
    private final Clock clock;

    PreferenceController(StoredPreferences preferences, Clock clock) {
        this.preferences = preferences;
        this.clock = clock;
    }

    record MuteUntil(@Nullable String until) {}

    @Operation(summary = "What one wants to be notified of")
    @GetMapping
    PreferencesView show(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        return preferences.show(token.userId(), clock.instant());
    }

    @Operation(summary = "Change what one wants to be notified of")
    @PutMapping
    PreferencesView put(
            @AuthenticationPrincipal AccessToken token, @RequestBody PreferencesRequest request) {
        token.requirePerson();
        Instant now = clock.instant();
        preferences.put(token.userId(), request.toWishes(now, StoredPreferences.MOST_MUTED));
        return preferences.show(token.userId(), now);
    }

    @Operation(summary = "Mute a chat")
    @PutMapping("/muted-chats/{chat_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void mute(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable("chat_id") ChatId chat,
            @RequestBody MuteUntil request) {
        token.requirePerson();
        List<FieldError> errors = new ArrayList<>();
        Instant now = clock.instant();
        Until until = Until.parse("until", request.until(), now, errors);
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        if (until.isOver(now)) {
            preferences.unmute(token.userId(), chat);
        } else {
            preferences.mute(token.userId(), new MutedChat(chat, until.at()), now);
        }
    }

    @Operation(summary = "Hear of a chat again")
    @DeleteMapping("/muted-chats/{chat_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unmute(@AuthenticationPrincipal AccessToken token, @PathVariable("chat_id") ChatId chat) {
        token.requirePerson();
        preferences.unmute(token.userId(), chat);
    }
}
