package chat.sentinel.media.inspect;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param atOnce files that an instance looks at at a time
/// @param patience how long another waits before it is asked to come again
/// @param lease how soon another instance takes over from one that died
/// @param mostPixels of an image; it is not decoded if it has more
/// @param thumbnail its longer side, in pixels
/// @param clamd `host:port` of ClamAV; without it nothing is scanned, which is said
/// @param clamdTimeout for one file
@Validated
@ConfigurationProperties("sentinel.inspect")
record InspectProperties(
        @Min(1) @DefaultValue("2") int atOnce,
        @NotNull @DefaultValue("5s") Duration patience,
        @NotNull @DefaultValue("2m") Duration lease,
        @Min(1) @DefaultValue("50000000") long mostPixels,
        @Min(16) @Max(1024) @DefaultValue("320") int thumbnail,
        @Nullable String clamd,
        @NotNull @DefaultValue("60s") Duration clamdTimeout) {}
