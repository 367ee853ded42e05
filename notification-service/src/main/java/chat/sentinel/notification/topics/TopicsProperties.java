package chat.sentinel.notification.topics;

import chat.sentinel.contracts.Topics;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param group of the instances that share the work
@Validated
@ConfigurationProperties("sentinel.topics")
public record TopicsProperties(
        @NotBlank @DefaultValue(Topics.CHAT_EVENTS) String chats,
        @NotBlank @DefaultValue(Topics.CHAT_MEMBERS) String members,
        @NotBlank @DefaultValue(Topics.USER_EVENTS) String users,
        @NotBlank @DefaultValue("notification-service") String group) {}
