package chat.sentinel.search.index;

import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.topics.TopicsProperties;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import co.elastic.clients.elasticsearch._types.HealthStatus;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service promises.
@Configuration(proxyBeanMethods = false)
class SearchPromises {
    /// More entries that wait than are indexed in some seconds.
    private static final long FAR_BEHIND = 20_000;

    @Bean
    Promise finds(Elastic elastic) {
        return new Promise(
                "finds",
                "Messages can be searched.",
                "Searches are answered 503.",
                () -> answers(elastic));
    }

    @Bean
    Promise findsRecent(Elastic elastic, Lag lag, KafkaTopics kafka, TopicsProperties topics) {
        return new Promise(
                "finds_recent",
                "What is said is found within seconds.",
                "Searches do not find the newest messages.",
                () -> {
                    answers(elastic);
                    kafka.lead(topics.chats());
                    if (!lag.reads()) {
                        throw new IllegalStateException("chat.events is not read");
                    }
                    if (lag.behind() > FAR_BEHIND) {
                        throw new IllegalStateException(lag.behind() + " entries behind");
                    }
                });
    }

    private static void answers(Elastic elastic) {
        HealthStatus status = elastic.call("answer", client -> client.cluster().health()).status();
        if (status == HealthStatus.Red) {
            throw new IllegalStateException("Elasticsearch has lost shards");
        }
    }
}
