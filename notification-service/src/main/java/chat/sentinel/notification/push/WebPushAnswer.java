package chat.sentinel.notification.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.jspecify.annotations.Nullable;

/// What a push service answers to one push, and what that means: only what it says of the
/// subscription or of the push itself ends it.
final class WebPushAnswer {
    private static final int LARGEST = 64 * 1024;
    private static final int TOLD = 200;

    private final Clock clock;
    private final CompletableFuture<PushOutcome> outcome = new CompletableFuture<>();
    private final StringBuilder told = new StringBuilder();
    private int size;

    WebPushAnswer(Clock clock) {
        this.clock = clock;
    }

    CompletableFuture<PushOutcome> outcome() {
        return outcome;
    }

    /// Who does not come to an end is cut; what he had said by then counts.
    void content(Response response, ByteBuffer content) {
        size += content.remaining();
        while (content.hasRemaining() && told.length() < TOLD) {
            char letter = (char) content.get();
            told.append(letter >= ' ' && letter <= '~' ? letter : ' ');
        }
        content.position(content.limit());
        if (size > LARGEST) {
            response.abort(new IOException("An answer without end"));
        }
    }

    void complete(Result result) {
        Response response = result.getResponse();
        int status = response == null ? 0 : response.getStatus();
        outcome.complete(
                status < 200
                        ? unanswered(result.getFailure())
                        : answered(status, response.getHeaders().get("Retry-After")));
    }

    private static PushOutcome unanswered(@Nullable Throwable failure) {
        return failure instanceof PublicAddresses.Private
                ? new PushOutcome.Refused(String.valueOf(failure))
                : new PushOutcome.Later(Duration.ZERO, String.valueOf(failure));
    }

    private PushOutcome answered(int status, @Nullable String retryAfter) {
        if (status < 300) {
            return new PushOutcome.Sent();
        }
        String why = status + ": " + told;
        return switch (status) {
            case 404, 410 -> new PushOutcome.TokenGone();
            case 408, 429 -> new PushOutcome.Later(after(retryAfter), why);
            default ->
                    status >= 500
                            ? new PushOutcome.Later(after(retryAfter), why)
                            : new PushOutcome.Refused(why);
        };
    }

    private Duration after(@Nullable String retryAfter) {
        return retryAfter == null
                ? Duration.ZERO
                : FcmAnswers.parsed(retryAfter.strip(), clock.instant());
    }
}
