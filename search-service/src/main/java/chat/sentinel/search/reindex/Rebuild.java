package chat.sentinel.search.reindex;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.search.elastic.Generations;
import chat.sentinel.search.elastic.Generations.Kept;
import chat.sentinel.search.elastic.IndexState;
import chat.sentinel.search.elastic.IndexState.Counted;
import chat.sentinel.search.elastic.IndexState.Phase;
import chat.sentinel.search.elastic.MessageIndices;
import chat.sentinel.search.elastic.StoreAway;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Builds the index of messages anew from message-service, while people write and search:
///
/// 1. all instances write both indices;
/// 2. every chat is copied into the new one, and counted there;
/// 3. the alias moves to the new one, unless messages are missing there;
/// 4. when nobody writes the old one any more, the marks of the chats move to where they were
///    copied, and it goes.
///
/// What is written live and what is copied undo nothing of each other, in whatever order they come.
/// The place is kept after every few chats, by whichever instance has the lease; when that dies
/// another goes on.
@Component
class Rebuild {
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);
    private static final long LEASE = Duration.ofSeconds(60).toMillis();
    private static final long PAUSE = Duration.ofSeconds(1).toMillis();

    private final String self = UUID.randomUUID().toString();
    private final Generations generations;
    private final MessageIndices indices;
    private final MessageLog messages;
    private final CopyChat copy;
    private final ReindexProperties properties;
    private final Clock clock;
    private volatile boolean closing;

    Rebuild(
            Generations generations,
            MessageIndices indices,
            MessageLog messages,
            CopyChat copy,
            ReindexProperties properties,
            Clock clock) {
        this.generations = generations;
        this.indices = indices;
        this.messages = messages;
        this.copy = copy;
        this.properties = properties;
        this.clock = clock;
    }

    /// Begins, or tries again what ended incomplete, unless one is under way.
    IndexState begin() {
        while (true) {
            Kept kept = generations.read();
            IndexState state = kept.state();
            if (state.phase() != Phase.NONE && state.phase() != Phase.INCOMPLETE) {
                return state;
            }
            indices.prepare(state.live() + 1);
            IndexState next =
                    state.phase() == Phase.NONE
                            ? state.begun(clock.millis())
                            : state.again(clock.millis());
            Optional<Kept> begun = generations.write(kept, next);
            if (begun.isPresent()) {
                return begun.get().state();
            }
        }
    }

    IndexState state() {
        return generations.read().state();
    }

    @EventListener(ApplicationReadyEvent.class)
    void work() {
        Thread.ofPlatform().daemon().name("reindex").start(this::run);
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        closing = true;
    }

    private void run() {
        while (!closing) {
            boolean done = false;
            try {
                done = step();
            } catch (StoreAway e) {
                log.debug("Elasticsearch is away: {}", e.toString());
            } catch (RuntimeException e) {
                log.info("The rebuild goes on later: {}", e.toString());
            }
            try {
                Thread.sleep(done ? 0 : PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// @return whether there was something to do
    private boolean step() {
        Kept kept = generations.read();
        IndexState state = kept.state();
        long now = clock.millis();
        boolean others = !self.equals(state.owner()) && state.leased() > now;
        if (state.phase() == Phase.NONE || state.phase() == Phase.INCOMPLETE || others) {
            return false;
        }
        Optional<Kept> leased = generations.write(kept, state.leasedBy(self, now + LEASE));
        if (leased.isEmpty()) {
            return false;
        }
        boolean settled = state.since() + properties.settle().toMillis() <= now;
        return switch (state.phase()) {
            case NONE, INCOMPLETE -> false;
            case BEGUN -> settled && to(leased.get(), state.in(Phase.COPYING, now));
            case COPYING -> copySome(new Lease(leased.get()));
            case SWITCHED -> finish(new Lease(leased.get()), settled);
        };
    }

    private boolean to(Kept kept, IndexState next) {
        return generations.write(kept, next).isPresent();
    }

    private boolean copySome(Lease lease) {
        IndexState state = lease.kept.state();
        MessageLog.Chats page = messages.chats(state.after(), properties.chatsAtOnce());
        Counted copied = Counted.NOTHING;
        for (String chat : page.chats()) {
            copied = copied.plus(copy.copy(ChatId.parse(chat), state.building(), lease::stillHeld));
        }
        IndexState next = lease.kept.state().copied(page.next(), copied);
        if (page.next() != null) {
            return to(lease.kept, next);
        }
        if (next.soFar().missing() > 0) {
            log.warn("The index is not built anew, for messages are missing: {}", next.soFar());
            return to(lease.kept, next.in(Phase.INCOMPLETE, clock.millis()));
        }
        lease.renew();
        indices.show(state.building());
        log.info("The index is built anew: {}", next.soFar());
        return to(lease.kept, next.leasedBy(self, lease.until()).switched(clock.millis()));
    }

    /// An instance that starts shows what it believes to be live: so the live one is shown again,
    /// until that is over.
    private boolean finish(Lease lease, boolean settled) {
        IndexState state = lease.kept.state();
        indices.show(state.live());
        if (!settled) {
            return false;
        }
        copy.moveMarks(state.live(), lease::stillHeld);
        lease.renew();
        indices.dropOlderThan(state.live());
        return to(lease.kept, lease.kept.state().in(Phase.NONE, clock.millis()));
    }

    private final class Lease {
        private Kept kept;

        Lease(Kept kept) {
            this.kept = kept;
        }

        long until() {
            return kept.state().leased();
        }

        /// Renews it where half of it is over.
        void stillHeld() {
            if (closing) {
                throw new IllegalStateException("this instance stops");
            }
            if (until() - clock.millis() < LEASE / 2) {
                renew();
            }
        }

        /// @throws IllegalStateException when another instance has taken over
        void renew() {
            kept =
                    generations
                            .write(kept, kept.state().leasedBy(self, clock.millis() + LEASE))
                            .orElseThrow(() -> new IllegalStateException("another has taken over"));
        }
    }
}
