package chat.sentinel.message.send;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param contentSize what a message may say at most, in UTF-8
/// @param clockSkew how far ahead of our clock the time in an id may lie
/// @param confirmTimeout how long the log may take before a send's outcome is called unknown
/// @param members of a group, its creator among them
/// @param changeWithin how old a message may be to be edited, or deleted by its author
/// @param emojis that the reactions to one message may show, whoever reacts
/// @param perUser messages and changes of messages and groups a second, at each instance
/// @param perChat the same of everybody in one chat
/// @param newChats that one person may start in an hour, at each instance
/// @param partitions of chat.commands; fixed for the life of the topic
/// @param replicas of each topic that message-service makes
@Validated
@ConfigurationProperties("sentinel.send")
public record SendProperties(
        @NotNull @DefaultValue("16KB") DataSize contentSize,
        @NotNull @DefaultValue("2m") Duration clockSkew,
        @NotNull @DefaultValue("5s") Duration confirmTimeout,
        @DefaultValue("1000") int members,
        @NotNull @DefaultValue("48h") Duration changeWithin,
        @Positive @DefaultValue("50") int emojis,
        @Positive @DefaultValue("20") int perUser,
        @Positive @DefaultValue("200") int perChat,
        @Positive @DefaultValue("100") int newChats,
        @DefaultValue("12") int partitions,
        @DefaultValue("1") short replicas) {}
