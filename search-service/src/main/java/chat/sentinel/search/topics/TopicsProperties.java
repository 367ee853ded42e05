package chat.sentinel.search.topics;

import chat.sentinel.contracts.Topics;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param group of the instances that share the work
/// @param mostAtOnce records of a bulk
/// @param chats read: the entries of chats, of message-service
/// @param members read: who is in which chat, of message-service
/// @param users read: names of accounts, of user-service
@Validated
@ConfigurationProperties("sentinel.topics")
public record TopicsProperties(
        @NotBlank @DefaultValue(Topics.CHAT_EVENTS) String chats,
        @NotBlank @DefaultValue(Topics.CHAT_MEMBERS) String members,
        @NotBlank @DefaultValue(Topics.USER_EVENTS) String users,
        @NotBlank @DefaultValue("search-service") String group,
        @Min(1) @Max(5_000) @DefaultValue("1000") int mostAtOnce) {}
