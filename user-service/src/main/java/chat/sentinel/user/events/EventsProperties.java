package chat.sentinel.user.events;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param topic where accounts are told of
/// @param blocksTopic who has blocked whom, compacted
/// @param partitions of each topic, when this service makes it
/// @param replicas of each topic, when this service makes it; 3 in production
/// @param batch how many events are published at once at most
@Validated
@ConfigurationProperties("sentinel.events")
record EventsProperties(
        @NotBlank @DefaultValue("user.events") String topic,
        @NotBlank @DefaultValue("user.blocks") String blocksTopic,
        @Min(1) @DefaultValue("3") int partitions,
        @Min(1) @DefaultValue("1") short replicas,
        @Min(1) @DefaultValue("500") int batch) {}
