package chat.sentinel.notification.push;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.ThreadManager;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.springframework.stereotype.Component;

/// Sends by Firebase Cloud Messaging. Each push is tried once; when to try again is the queue's to
/// say.
@Component
class Fcm implements AutoCloseable {
    static final int MOST = 500;

    private final Clock clock;
    private final SingleTryTransport transport;
    private final FirebaseApp app;
    private final FirebaseMessaging messaging;

    Fcm(FcmProperties properties, Clock clock) throws IOException {
        this.clock = clock;
        this.transport = new SingleTryTransport(properties);
        try (InputStream account = Files.newInputStream(properties.serviceAccount())) {
            FirebaseOptions options =
                    FirebaseOptions.builder()
                            .setCredentials(GoogleCredentials.fromStream(account, () -> transport))
                            .setHttpTransport(transport)
                            .setThreadManager(new OwnThreads(properties.atOnce()))
                            .build();
            // A name of its own: several may be in one process.
            this.app = FirebaseApp.initializeApp(options, "sentinel-" + UUID.randomUUID());
        }
        this.messaging = FirebaseMessaging.getInstance(app);
    }

    /// Each completes when it is answered for, whatever becomes of the others, and never with a
    /// failure.
    ///
    /// @param pushes up to 500
    /// @return an outcome for each push, in their order
    List<CompletableFuture<PushOutcome>> send(List<Push> pushes) {
        if (pushes.size() > MOST) {
            throw new IllegalArgumentException(pushes.size() + " at once");
        }
        return pushes.stream().map(this::send).toList();
    }

    private CompletableFuture<PushOutcome> send(Push push) {
        Message message;
        try {
            message = FcmMessage.of(push, clock.instant());
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(new PushOutcome.Refused(e.toString()));
        }
        var outcome = new CompletableFuture<PushOutcome>();
        try {
            ApiFuture<String> sent = messaging.sendAsync(message);
            ApiFutures.addCallback(sent, told(outcome), Runnable::run);
        } catch (RuntimeException e) {
            // Closed meanwhile.
            outcome.complete(FcmAnswers.of(e, clock.instant()));
        }
        return outcome;
    }

    private ApiFutureCallback<String> told(CompletableFuture<PushOutcome> outcome) {
        return new ApiFutureCallback<>() {
            @Override
            public void onSuccess(String name) {
                outcome.complete(new PushOutcome.Sent());
            }

            @Override
            public void onFailure(Throwable failure) {
                outcome.complete(FcmAnswers.of(failure, clock.instant()));
            }
        };
    }

    @Override
    public void close() {
        transport.shutdown();
        app.delete();
    }

    /// The SDK's own are without number.
    private static final class OwnThreads extends ThreadManager {
        private static final ThreadFactory DAEMONS =
                Thread.ofPlatform().daemon().name("fcm-", 0).factory();
        private final int number;

        private OwnThreads(int number) {
            this.number = number;
        }

        @Override
        protected ExecutorService getExecutor(FirebaseApp app) {
            return Executors.newFixedThreadPool(number, DAEMONS);
        }

        @Override
        protected void releaseExecutor(FirebaseApp app, ExecutorService executor) {
            // What is still asked fails at once, and is answered for.
            executor.shutdown();
        }

        @Override
        protected ThreadFactory getThreadFactory() {
            return DAEMONS;
        }
    }
}
