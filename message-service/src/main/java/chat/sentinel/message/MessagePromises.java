package chat.sentinel.message;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Topics;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service promises to those who write and read; the owner's promises are beside it.
@Configuration(proxyBeanMethods = false)
class MessagePromises {
    private static final ChatId NO_CHAT = new ChatId(new UUID(0, 0));

    @Bean
    Promise acceptsSends(KafkaTopics kafka) {
        return new Promise(
                "accepts_sends",
                "Messages are accepted, and what is accepted is not lost.",
                "Sends are answered outcome_unknown; clients send them again, with the same ids.",
                () -> kafka.lead(Topics.CHAT_COMMANDS));
    }

    @Bean
    Promise history(ReadChat chats) {
        return new Promise(
                "history",
                "Chats, their lists and what was missed can be read.",
                "Older messages do not load (503); new ones still come, to chats in use.",
                () -> chats.info(NO_CHAT).toCompletableFuture().get(2, TimeUnit.SECONDS));
    }
}
