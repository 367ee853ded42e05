package chat.sentinel.message.group;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.delivery.Answer;
import chat.sentinel.message.delivery.Answers;
import chat.sentinel.message.delivery.NodeId;
import chat.sentinel.message.send.ChatRequests;
import chat.sentinel.message.send.KnownPeople;
import chat.sentinel.message.send.SendLimits;
import chat.sentinel.message.store.StoreCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Asks the owner of a group for a change and waits for what it decides. Waits: not for the threads
/// of sockets.
@Component
class ChangeGroup {
    private static final Duration WAIT_FOR_OWNER = Duration.ofSeconds(2);

    private final ChatAccess access;
    private final ChatRequests requests;
    private final SendLimits limits;
    private final KnownPeople people;
    private final Answers answers;
    private final NodeId self;

    ChangeGroup(
            ChatAccess access,
            ChatRequests requests,
            SendLimits limits,
            KnownPeople people,
            Answers answers,
            NodeId self) {
        this.access = access;
        this.requests = requests;
        this.limits = limits;
        this.people = people;
        this.answers = answers;
        this.self = self;
    }

    /// Who was in the group may ask: whether he is in it still, and may do that, the owner says.
    /// So a change that was made is answered alike when it is asked for again, a leave too.
    ///
    /// @param about whom the change is about
    /// @param change what is asked for, without who asks and where
    /// @return the entry that the change became; empty: no answer within 2 s, so ask again
    /// @throws SentinelException CHAT_NOT_FOUND to outsiders; TOO_MANY_REQUESTS; USER_NOT_FOUND for
    ///     a new member; what the owner says; OUTCOME_UNKNOWN when the log does not confirm it
    Optional<Long> ask(
            UserId caller, ChatId chatId, CommandId id, UserId about, ChatCommand.Builder change)
            throws InterruptedException {
        requests.check(id);
        limits.takeFrom(caller);
        if (StoreCalls.await(access.reader(chatId, caller)).isPresent()) {
            limits.takeIn(chatId);
        }
        if (change.hasAddMember()) {
            people.awaitAll(Set.of(about));
        }
        change.setSenderNode(self.value());
        Optional<Answer> answer =
                answers.to(id, WAIT_FOR_OWNER, () -> requests.append(caller, id, chatId, change));
        access.forget(chatId, caller);
        access.forget(chatId, about);
        if (answer.isPresent() && answer.get().refused() != null) {
            throw new SentinelException(answer.get().refused(), answer.get().refused().title());
        }
        return answer.map(Answer::seq);
    }
}
