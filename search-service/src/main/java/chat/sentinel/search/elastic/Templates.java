package chat.sentinel.search.elastic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Templates of indices, as they lie in `elasticsearch/NAME.json`, and the indices that have to be
/// there before anybody writes.
@Component
class Templates {
    private final RestClient nodes;
    private final ElasticsearchProperties properties;

    Templates(RestClient nodes, ElasticsearchProperties properties) {
        this.nodes = nodes;
        this.properties = properties;
    }

    /// @param file without its ending
    /// @param values of this one, beside those of the settings
    void put(String name, String file, Map<String, String> values) throws IOException {
        String template = read(file);
        for (Map.Entry<String, String> value : values.entrySet()) {
            template = template.replace("${" + value.getKey() + "}", value.getValue());
        }
        send("PUT", "/_index_template/" + properties.prefix() + name, template);
    }

    void drop(String name) throws IOException {
        try {
            send("DELETE", "/_index_template/" + properties.prefix() + name, null);
        } catch (ResponseException e) {
            if (e.getResponse().getStatusLine().getStatusCode() != 404) {
                throw e;
            }
        }
    }

    void makeIndex(String index) throws IOException {
        try {
            send("PUT", "/" + index, null);
        } catch (ResponseException e) {
            if (!String.valueOf(e.getMessage()).contains("resource_already_exists_exception")) {
                throw e;
            }
        }
    }

    Response send(String method, String path, @Nullable String json) throws IOException {
        Request request = new Request(method, path);
        if (json != null) {
            request.setJsonEntity(json);
        }
        return nodes.performRequest(request);
    }

    private String read(String file) throws IOException {
        try (InputStream in =
                Templates.class.getResourceAsStream("/elasticsearch/" + file + ".json")) {
            if (in == null) {
                throw new IllegalStateException("no template of " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${prefix}", properties.prefix())
                    .replace("${shards}", String.valueOf(properties.shards()))
                    .replace("${replicas}", String.valueOf(properties.replicas()))
                    .replace("${analyzer}", properties.analyzer());
        }
    }
}
