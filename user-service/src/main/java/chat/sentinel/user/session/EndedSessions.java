package chat.sentinel.user.session;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import chat.sentinel.user.events.UserEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Tells everybody that sessions have ended. This instance refuses their tokens as soon as that is
/// committed, the others when the event reaches them.
@Component
public class EndedSessions {
    private final UserEvents events;
    private final RevokedSessions revoked;
    private final Clock clock;

    EndedSessions(UserEvents events, RevokedSessions revoked, Clock clock) {
        this.events = events;
        this.revoked = revoked;
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(UserId user, List<SessionId> ended) {
        events.sessionsRevoked(user, ended);
        Instant now = clock.instant();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        ended.forEach(session -> revoked.revoke(session, now));
                    }
                });
    }
}
