package chat.sentinel.message.send;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.people.People;
import chat.sentinel.message.store.StoreCalls;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Whether people exist who are to be in a group.
@Component
public class KnownPeople {
    /// user.events may be a moment behind a registration.
    private static final Duration PATIENCE = StartPrivateChat.WAIT_FOR_PERSON;

    private final People people;

    KnownPeople(People people) {
        this.people = people;
    }

    /// @throws SentinelException USER_NOT_FOUND when one of them does not exist
    public void awaitAll(Set<UserId> users) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pause = 50;
        Set<UserId> missing = StoreCalls.await(people.missing(users));
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new SentinelException(
                        ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
            }
            // Ever longer: a thousand ids of nobody are to cost a few reads each, not forty.
            Thread.sleep(pause);
            pause *= 2;
            missing = StoreCalls.await(people.missing(missing));
        }
    }
}
