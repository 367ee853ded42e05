package chat.sentinel.presence.topics;

import chat.sentinel.contracts.Topics;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param group of the instances that share the work
/// @param partitions of each topic that does not exist yet
/// @param replicas of the same; 3 in production
/// @param blocks read: who has blocked whom, of user-service
/// @param events written: who is active, or not any more
/// @param heartbeats read: signs of life, of message-service
/// @param members read: who is in which chat, of message-service
/// @param statuses written and read: what each said last
/// @param users read: accounts that end, of user-service
@Validated
@ConfigurationProperties("sentinel.topics")
public record TopicsProperties(
        @NotBlank @DefaultValue(Topics.PRESENCE_HEARTBEATS) String heartbeats,
        @NotBlank @DefaultValue(Topics.PRESENCE_EVENTS) String events,
        @NotBlank @DefaultValue(Topics.PRESENCE_STATUSES) String statuses,
        @NotBlank @DefaultValue(Topics.USER_EVENTS) String users,
        @NotBlank @DefaultValue(Topics.USER_BLOCKS) String blocks,
        @NotBlank @DefaultValue(Topics.CHAT_MEMBERS) String members,
        @NotBlank @DefaultValue("presence-service") String group,
        @Min(1) @DefaultValue("8") int partitions,
        @Min(1) @DefaultValue("1") short replicas) {}
