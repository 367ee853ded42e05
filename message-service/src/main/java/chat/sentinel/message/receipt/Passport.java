package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.FindCommand.SentMessage;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How far one message has come, for who sent it.
@Component
class Passport {
    /// notification-service forgets after 7 days.
    private static final Duration PUSHES_KNOWN = Duration.ofDays(7).minusHours(1);

    private final ChatAccess access;
    private final ReadChat chats;
    private final FindCommand commands;
    private final Receipts receipts;
    private final PushedUsers pushed;
    private final Clock clock;

    Passport(
            ChatAccess access,
            ReadChat chats,
            FindCommand commands,
            Receipts receipts,
            PushedUsers pushed,
            Clock clock) {
        this.access = access;
        this.chats = chats;
        this.commands = commands;
        this.receipts = receipts;
        this.pushed = pushed;
        this.clock = clock;
    }

    /// @param acceptedAt when the log took it
    /// @param seq its number in the chat
    /// @param recipients who were in the chat when it came and still are
    /// @param delivered to how many of them it has come
    /// @param pushed of how many a device was told, by a push or because it was here: who is here
    ///     and hides it does not show; also of those who have left since; null: that is not known
    /// @param seen how many of them have seen it
    record Stamps(
            String messageId,
            Instant acceptedAt,
            long seq,
            int recipients,
            int delivered,
            @Nullable Integer pushed,
            int seen) {}

    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it; MESSAGE_NOT_FOUND for
    ///     what the caller did not send, or what is not stored yet
    Stamps of(UserId caller, ChatId chatId, CommandId messageId) {
        StoreCalls.await(access.member(chatId, caller));
        long stored = StoreCalls.await(chats.head(chatId)).lastSeq();
        SentMessage message =
                StoreCalls.await(commands.message(stored, chatId, messageId))
                        .filter(sent -> sent.senderId().equals(caller))
                        .orElseThrow(
                                () ->
                                        new SentinelException(
                                                ErrorCode.MESSAGE_NOT_FOUND,
                                                ErrorCode.MESSAGE_NOT_FOUND.title()));
        Receipts.Reach reach = receipts.reach(caller, chatId, message.seq());
        Instant accepted = Instant.ofEpochMilli(message.timestamp());
        return new Stamps(
                messageId.toString(),
                accepted,
                message.seq(),
                reach.recipients(),
                reach.delivered(),
                accepted.plus(PUSHES_KNOWN).isBefore(clock.instant())
                        ? null
                        : pushed.of(chatId, message.seq()),
                reach.seenBy().size());
    }
}
