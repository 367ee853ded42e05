package chat.sentinel.notification.topics;

import chat.sentinel.contracts.Topics;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param group of the instances that share the work
/// @param chats read: the entries of chats, of message-service
/// @param members read: who is in which chat, of message-service
/// @param users read: accounts, sessions and blocks, of user-service
@Validated
@ConfigurationProperties("sentinel.topics")
public record TopicsProperties(
        @NotBlank @DefaultValue(Topics.CHAT_EVENTS) String chats,
        @NotBlank @DefaultValue(Topics.CHAT_MEMBERS) String members,
        @NotBlank @DefaultValue(Topics.USER_EVENTS) String users,
        @NotBlank @DefaultValue("notification-service") String group) {}
