package chat.sentinel.notification.preference;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.servicekit.api.Required;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of PUT /notification-preferences, as it came.
record PreferencesRequest(
        @Required @Nullable Boolean previews,
        @Nullable QuietRequest quietHours,
        @Required @Nullable List<@Nullable MuteRequest> mutedChats) {
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    record QuietRequest(
            @Required @Nullable String from,
            @Required @Nullable String to,
            @Required @Nullable String zone) {}

    record MuteRequest(@Required @Nullable ChatId chatId, @Nullable String until) {}

    /// What a request asks for, checked.
    record Wishes(Preferences preferences, List<MutedChat> mutedChats) {}

    /// @param most chats that may be muted
    /// @throws SentinelException VALIDATION_FAILED, with every field that is not as it should be
    Wishes toWishes(Instant now, int most) {
        List<FieldError> errors = new ArrayList<>();
        if (previews == null) {
            errors.add(new FieldError("previews", "is missing"));
        }
        QuietHours quiet = quietHours == null ? null : quiet(quietHours, errors);
        List<MutedChat> muted = muted(now, most, errors);
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        return new Wishes(new Preferences(Objects.requireNonNull(previews), quiet), muted);
    }

    private static @Nullable QuietHours quiet(QuietRequest asked, List<FieldError> errors) {
        LocalTime from = time("quiet_hours.from", asked.from(), errors);
        LocalTime to = time("quiet_hours.to", asked.to(), errors);
        String zone = asked.zone();
        if (zone == null || !ZONES.contains(zone)) {
            errors.add(new FieldError("quiet_hours.zone", "is a zone as Europe/Berlin"));
            return null;
        }
        return from == null || to == null ? null : new QuietHours(from, to, ZoneId.of(zone));
    }

    private static @Nullable LocalTime time(
            String field, @Nullable String text, List<FieldError> errors) {
        if (text == null || !TIME.matcher(text).matches()) {
            errors.add(new FieldError(field, "is a time as 22:00"));
            return null;
        }
        return LocalTime.parse(text);
    }

    private List<MutedChat> muted(Instant now, int most, List<FieldError> errors) {
        List<MutedChat> muted = new ArrayList<>();
        if (mutedChats == null || mutedChats.size() > most) {
            errors.add(new FieldError("muted_chats", "is a list of at most " + most));
            return muted;
        }
        Set<ChatId> named = new HashSet<>();
        for (int i = 0; i < mutedChats.size(); i++) {
            String field = "muted_chats[" + i + "]";
            MuteRequest asked = mutedChats.get(i);
            ChatId chat = asked == null ? null : asked.chatId();
            if (asked == null || chat == null || !named.add(chat)) {
                errors.add(new FieldError(field + ".chat_id", "is a chat, named once"));
            } else {
                Until until = Until.parse(field + ".until", asked.until(), now, errors);
                if (!until.isOver(now)) {
                    muted.add(new MutedChat(chat, until.at()));
                }
            }
        }
        return muted;
    }
}
