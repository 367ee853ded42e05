package chat.sentinel.media.topics;

import chat.sentinel.contracts.Topics;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param media where files are told of
/// @param partitions of that topic, when this service makes it
/// @param replicas of that topic, when this service makes it; 3 in production
/// @param group of the instances that share the work
/// @param chats read: the entries of chats, of message-service
/// @param members read: who is in which chat, of message-service
/// @param users read: accounts that end, of user-service
@Validated
@ConfigurationProperties("sentinel.topics")
public record TopicsProperties(
        @NotBlank @DefaultValue(Topics.CHAT_EVENTS) String chats,
        @NotBlank @DefaultValue(Topics.CHAT_MEMBERS) String members,
        @NotBlank @DefaultValue(Topics.USER_EVENTS) String users,
        @NotBlank @DefaultValue(Topics.MEDIA_EVENTS) String media,
        @Min(1) @DefaultValue("3") int partitions,
        @Min(1) @DefaultValue("1") short replicas,
        @NotBlank @DefaultValue("media-service") String group) {}
