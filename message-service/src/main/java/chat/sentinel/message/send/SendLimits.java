package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// How much one person, and everybody in one chat together, may say. Counted in each instance for
/// itself, since a look into Redis for each message would cost more than the message does: where
/// people are spread over instances they may say that much more.
@Component
public class SendLimits {
    /// What was saved up while nothing was said, in seconds of the steady rate.
    private static final int BURST_SECONDS = 10;

    private final SendProperties properties;
    private final Cache<UserId, Bucket> users = buckets(Duration.ofSeconds(BURST_SECONDS));
    private final Cache<ChatId, Bucket> chats = buckets(Duration.ofSeconds(BURST_SECONDS));
    private final Cache<UserId, Bucket> newChats = buckets(Duration.ofHours(1));

    SendLimits(SendProperties properties) {
        this.properties = properties;
    }

    /// A bucket that was not needed for the time in which it fills up is as good as a new one.
    private static <K> Cache<K, Bucket> buckets(Duration full) {
        return Caffeine.newBuilder()
                // Tidied up by who uses it: to wake another thread for that costs more.
                .executor(Runnable::run)
                .maximumSize(200_000)
                .expireAfterAccess(full)
                .build();
    }

    /// Something that the sender says, wherever.
    ///
    /// @throws SentinelException TOO_MANY_REQUESTS
    public void takeFrom(UserId sender) {
        take(users.get(sender, _ -> perSecond(properties.perUser())), "You send too fast");
    }

    /// Something that is said in the chat, by somebody who is in it: others must not use up what
    /// its members may say.
    ///
    /// @throws SentinelException TOO_MANY_REQUESTS
    public void takeIn(ChatId chat) {
        take(
                chats.get(chat, _ -> perSecond(properties.perChat())),
                "Too much is sent to this chat");
    }

    /// A chat that somebody starts.
    ///
    /// @throws SentinelException TOO_MANY_REQUESTS
    void takeNewChat(UserId creator) {
        take(
                newChats.get(creator, _ -> perHour(properties.newChats())),
                "You start too many chats");
    }

    private static void take(Bucket bucket, String detail) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw SentinelException.retryAfter(
                    ErrorCode.TOO_MANY_REQUESTS,
                    detail,
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private static Bucket perSecond(int rate) {
        return Bucket.builder()
                .addLimit(
                        limit ->
                                limit.capacity((long) rate * BURST_SECONDS)
                                        .refillGreedy(rate, Duration.ofSeconds(1)))
                .build();
    }

    private static Bucket perHour(int rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofHours(1)))
                .build();
    }
}
