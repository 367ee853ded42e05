package chat.sentinel.media.collect;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param abandonedAfter how long an upload may take
/// @param unsentAfter how long a file waits to be sent for the first time
/// @param unlinkedAfter how long a file stays when the last message that carried it was deleted
/// @param behind files that nobody carries are collected only while no more of `chat.events` than
///     of this time is unread
/// @param forgottenAfter how long it is known that there was a file
/// @param leftoverAfter how old an object is that belongs to nothing; longer than an upload may
/// take
@Validated
@ConfigurationProperties("sentinel.collect")
record CollectProperties(
        @NotNull @DefaultValue("24h") Duration abandonedAfter,
        @NotNull @DefaultValue("14d") Duration unsentAfter,
        @NotNull @DefaultValue("1h") Duration unlinkedAfter,
        @NotNull @DefaultValue("10s") Duration behind,
        @NotNull @DefaultValue("30d") Duration forgottenAfter,
        @NotNull @DefaultValue("26h") Duration leftoverAfter) {}
