package chat.sentinel.servicekit.promises;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/// `/actuator/health/promises`, where a service makes any.
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
class PromisesAutoConfiguration {
    /// Those of one service, as they are watched.
    record Watched(List<WatchedPromise> all) {}

    @Bean
    KafkaTopics kafkaTopics(KafkaProperties kafka) {
        return new KafkaTopics(kafka.buildAdminProperties());
    }

    @Bean
    Watched watchedPromises(ObjectProvider<Promise> promises) {
        return new Watched(promises.orderedStream().map(WatchedPromise::new).toList());
    }

    @Bean
    PromiseWatch promiseWatch(Watched promises, MeterRegistry meters) {
        return new PromiseWatch(promises.all(), meters);
    }

    @Bean("promisesHealthContributor")
    CompositeHealthContributor promises(Watched promises) {
        return CompositeHealthContributor.fromMap(
                promises.all().stream()
                        .collect(Collectors.toMap(WatchedPromise::name, Function.identity())));
    }
}
