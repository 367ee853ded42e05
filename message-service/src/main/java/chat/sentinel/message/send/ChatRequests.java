package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.servicekit.tracing.Hop;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/// Finds chats that are asked for, and appends requests for those that are not there.
@Component
public class ChatRequests {
    private final ReadChat chats;
    private final CommandLog log;
    private final IdClock clock;
    private final SendLimits limits;
    private final Accepting accepting;

    ChatRequests(
            ReadChat chats, CommandLog log, IdClock clock, SendLimits limits, Accepting accepting) {
        this.chats = chats;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        this.accepting = accepting;
    }

    /// @throws SentinelException CLOCK_SKEW
    public void check(CommandId id) {
        clock.check(id);
    }

    boolean exists(ChatId chatId) {
        return StoreCalls.await(chats.info(chatId)).isPresent();
    }

    /// @throws SentinelException TOO_MANY_REQUESTS
    void checkNewChat(UserId creator) {
        limits.takeNewChat(creator);
    }

    /// @param command what is asked for, without who asks and where
    /// @throws SentinelException when the log does not confirm it
    public RequestedChat append(
            UserId caller, CommandId id, ChatId chatId, ChatCommand.Builder command) {
        Hop hop = accepting.hop(id, chatId);
        try {
            log.append(
                            chatId,
                            command.setCommandId(id.byteString())
                                    .setChatId(chatId.byteString())
                                    .setSenderId(caller.byteString())
                                    .setRulesVersion(MemberCommands.RULES_VERSION)
                                    .build(),
                            hop)
                    .join();
            hop.end();
        } catch (CompletionException e) {
            Accepting.failed(hop, e);
            throw StoreCalls.translate(e);
        }
        return new RequestedChat.Appended(chatId);
    }
}
