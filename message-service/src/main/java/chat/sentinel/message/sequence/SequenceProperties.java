package chat.sentinel.message.sequence;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param heldWork how much undone work an instance holds in memory before it stops taking more
/// @param chatsInMemory of each partition; those beyond are read again when they are next
///     needed
/// @param idsInMemory of each chat, by which repeats are known without a read
/// @param eventsLinger how long facts wait for others that share their transaction on
///     chat.events
/// @param commitInterval between commits of the place in the log; what came after is redone
///     after a crash
/// @param handOver how long a planned hand-over waits for stores and events to finish
/// @param retryMin the first pause after a failed store call
/// @param retryMax the longest
@Validated
@ConfigurationProperties("sentinel.sequence")
record SequenceProperties(
        @NotNull @DefaultValue("64MB") DataSize heldWork,
        @DefaultValue("20000") int chatsInMemory,
        @DefaultValue("20000") int idsInMemory,
        @NotNull @DefaultValue("250ms") Duration eventsLinger,
        @NotNull @DefaultValue("500ms") Duration commitInterval,
        @NotNull @DefaultValue("1s") Duration handOver,
        @NotNull @DefaultValue("50ms") Duration retryMin,
        @NotNull @DefaultValue("2s") Duration retryMax) {}
