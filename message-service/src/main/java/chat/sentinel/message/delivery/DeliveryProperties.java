package chat.sentinel.message.delivery;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param nodeName what this instance is called in logs and in Redis
/// @param beat how often nodes tell each other the number of their last frame
/// @param missedBeats after how long a silence of a node counts as loss
/// @param registration how long an entry of the session registry lives unless it is renewed
/// @param redisTimeout after which Redis counts as away
@Validated
@ConfigurationProperties("sentinel.delivery")
public record DeliveryProperties(
        @NotBlank @DefaultValue("message-service") String nodeName,
        @NotNull @DefaultValue("1s") Duration beat,
        @NotNull @DefaultValue("3500ms") Duration missedBeats,
        @NotNull @DefaultValue("10m") Duration registration,
        @NotNull @DefaultValue("3s") Duration redisTimeout) {}
