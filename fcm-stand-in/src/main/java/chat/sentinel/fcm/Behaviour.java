package chat.sentinel.fcm;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the stand-in treats what is sent to a token.
///
/// | word | |
/// | --- | --- |
/// | `ok` | takes it |
/// | `slow:10s` | takes it after that time |
/// | `UNREGISTERED`, `INTERNAL` … | answers with that error of FCM |
/// | `UNAVAILABLE:5s`, `QUOTA_EXCEEDED:none` | the same with that Retry-After, or without one |
/// | `INVALID_TOKEN` | `INVALID_ARGUMENT`, as for a token that never was one |
/// | `bad_gateway` | 502 and a page, as by something before FCM |
/// | `broken` | closes the connection without an answer |
/// | `slow:1s+UNREGISTERED` | any of these after that time |
sealed interface Behaviour {
    record Takes(Duration after) implements Behaviour {}

    /// @param retryAfter null: the answer does not say
    record Fails(FcmError error, @Nullable Duration retryAfter) implements Behaviour {}

    record InvalidToken() implements Behaviour {}

    record BadGateway() implements Behaviour {}

    record Breaks() implements Behaviour {}

    record Slowly(Duration after, Behaviour then) implements Behaviour {}

    Behaviour OK = new Takes(Duration.ZERO);

    Pattern WORD = Pattern.compile("([A-Za-z_]+)(?::(\\d{1,6})(ms|s)|:none)?");

    /// Throws IllegalArgumentException for a word that is none of the above.
    static Behaviour of(String word) {
        int then = word.indexOf('+');
        if (then >= 0 && of(word.substring(0, then)) instanceof Takes(Duration after)) {
            return new Slowly(after, of(word.substring(then + 1)));
        }
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("No behaviour is called " + word);
        }
        String time = matcher.group(2);
        Duration told =
                time == null
                        ? null
                        : "ms".equals(matcher.group(3))
                                ? Duration.ofMillis(Long.parseLong(time))
                                : Duration.ofSeconds(Long.parseLong(time));
        return switch (String.valueOf(matcher.group(1)).toLowerCase(Locale.ROOT)) {
            case "ok" -> OK;
            case "slow" -> new Takes(told == null ? Duration.ofSeconds(10) : told);
            case "broken" -> new Breaks();
            case "bad_gateway" -> new BadGateway();
            case "invalid_token" -> new InvalidToken();
            default -> {
                FcmError error = FcmError.valueOf(matcher.group(1));
                boolean silent = !error.passes() || word.endsWith(":none");
                yield new Fails(error, silent ? null : told == null ? Duration.ofMinutes(1) : told);
            }
        };
    }
}
