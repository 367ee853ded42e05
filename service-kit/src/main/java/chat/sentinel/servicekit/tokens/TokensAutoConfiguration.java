package chat.sentinel.servicekit.tokens;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/// Everything that a service needs to tell good tokens from bad ones.
@AutoConfiguration(
        after = KafkaAutoConfiguration.class,
        afterName =
                "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(TokensProperties.class)
class TokensAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    TokenKeys tokenKeys(TokensProperties properties) {
        return new JwksTokenKeys(
                properties.jwksUri(), properties.jwksTimeout(), Ticker.systemTicker());
    }

    @Bean
    RevokedSessions revokedSessions(TokensProperties properties, Clock clock) {
        return new RevokedSessions(
                properties.accessTokenLife().plus(properties.leeway().multipliedBy(2)), clock);
    }

    @Bean
    TokenVerifier tokenVerifier(
            TokensProperties properties, TokenKeys keys, RevokedSessions revoked, Clock clock) {
        return new TokenVerifier(properties, keys, revoked, clock);
    }

    @Bean
    RevocationReader revocationReader(
            TokensProperties properties,
            KafkaProperties kafka,
            RevokedSessions revoked,
            Clock clock,
            MeterRegistry meters) {
        return new RevocationReader(
                kafka.buildConsumerProperties(),
                properties.revocationsTopic(),
                properties.accessTokenLife().plus(properties.leeway().multipliedBy(2)),
                revoked,
                clock,
                meters);
    }

    @Bean
    RevokedSessionsHealth revokedSessionsHealthIndicator(RevocationReader reader) {
        return new RevokedSessionsHealth(reader);
    }
}
