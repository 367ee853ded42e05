package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The client of 8.x, which Boot does not know any more. Nothing is asked of the server until it
/// is needed.
@Configuration(proxyBeanMethods = false)
class ElasticsearchConfiguration {
    private static final int MOST_CONNECTIONS = 40;

    @Bean(destroyMethod = "close")
    RestClient elasticsearchNodes(ElasticsearchProperties properties) {
        RestClientBuilder builder =
                RestClient.builder(
                        properties.uris().stream()
                                .map(uri -> HttpHost.create(uri.toString()))
                                .toArray(HttpHost[]::new));
        if (properties.authorization() != null) {
            builder.setDefaultHeaders(
                    new Header[] {
                        new BasicHeader("Authorization", secret(properties.authorization()))
                    });
        }
        return builder.setRequestConfigCallback(
                        request ->
                                request.setConnectTimeout(millis(properties.connectTimeout()))
                                        .setConnectionRequestTimeout(
                                                millis(properties.answerTimeout()))
                                        .setSocketTimeout(millis(properties.answerTimeout())))
                .setHttpClientConfigCallback(
                        http ->
                                http.setMaxConnPerRoute(MOST_CONNECTIONS)
                                        .setMaxConnTotal(
                                                MOST_CONNECTIONS * properties.uris().size()))
                .build();
    }

    private static int millis(java.time.Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private static String secret(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "sentinel.elasticsearch.authorization names " + file + ", which cannot be read",
                    e);
        }
    }

    @Bean
    ElasticsearchClient elasticsearch(RestClient nodes) {
        return new ElasticsearchClient(new RestClientTransport(nodes, new JacksonJsonpMapper()));
    }
}
