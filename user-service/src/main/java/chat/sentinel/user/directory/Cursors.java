package chat.sentinel.user.directory;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.user.signingkey.Keyset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.springframework.stereotype.Component;

/// A cursor is the last name of a page, sealed: it opens only for the user and the search that
/// it was made for, and for a day.
@Component
class Cursors {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final int LONGEST = 1024;

    private final Keyset keyset;
    private final Clock clock;

    Cursors(Keyset keyset, Clock clock) {
        this.keyset = keyset;
        this.clock = clock;
    }

    String seal(String lastKey, UserId reader, String prefix) {
        String content = clock.instant().plus(LIFE).getEpochSecond() + ":" + lastKey;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        keyset.seal(
                                content.getBytes(StandardCharsets.UTF_8), purpose(reader, prefix)));
    }

    /// @throws SentinelException INVALID_CURSOR
    String open(String cursor, UserId reader, String prefix) {
        try {
            if (cursor.length() > LONGEST) {
                throw invalid();
            }
            byte[] opened =
                    keyset.open(Base64.getUrlDecoder().decode(cursor), purpose(reader, prefix));
            String content = new String(opened, StandardCharsets.UTF_8);
            int colon = content.indexOf(':');
            Instant until = Instant.ofEpochSecond(Long.parseLong(content.substring(0, colon)));
            if (!clock.instant().isBefore(until)) {
                throw invalid();
            }
            return content.substring(colon + 1);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static String purpose(UserId reader, String prefix) {
        return "users-show:" + reader + ":" + prefix;
    }

    private static SentinelException invalid() {
        return new SentinelException(ErrorCode.INVALID_CURSOR, ErrorCode.INVALID_CURSOR.title());
    }
}
