package chat.sentinel.message.presence;

import chat.sentinel.contracts.UserId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Says again what presence-service asks for, on a thread of its own, since Kafka may have to be
/// waited for. What is asked for more than once before it is begun is said once.
final class SayAgain {
    private final Runnable everything;
    private final Consumer<UserId> watchesOf;
    private final AtomicBoolean all = new AtomicBoolean();
    private final Set<UserId> watchers = ConcurrentHashMap.newKeySet();

    /// One run, and one that waits: it says whatever was asked for before it began.
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    5,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(1),
                    Thread.ofPlatform().daemon().name("presence-again").factory(),
                    new ThreadPoolExecutor.DiscardPolicy());

    SayAgain(Runnable everything, Consumer<UserId> watchesOf) {
        this.everything = everything;
        this.watchesOf = watchesOf;
        thread.allowCoreThreadTimeOut(true);
    }

    void everything() {
        all.set(true);
        thread.execute(this::say);
    }

    void watchesOf(Collection<UserId> users) {
        if (watchers.addAll(users)) {
            thread.execute(this::say);
        }
    }

    private void say() {
        if (all.getAndSet(false)) {
            watchers.clear();
            everything.run();
        }
        for (UserId watcher : watchers) {
            watchers.remove(watcher);
            watchesOf.accept(watcher);
        }
    }
}
