package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.wire.ChatView;
import org.springframework.stereotype.Component;

/// One chat as one of its members sees it in his list. Waits for the store.
@Component
public class ReadOneChat {
    private final ChatList list;

    ReadOneChat(ChatList list) {
        this.list = list;
    }

    /// @throws chat.sentinel.contracts.SentinelException CHAT_NOT_FOUND to those who are not in
    ///     the chat
    public ChatView of(UserId member, ChatId chatId) {
        return list.chat(member, chatId);
    }
}
