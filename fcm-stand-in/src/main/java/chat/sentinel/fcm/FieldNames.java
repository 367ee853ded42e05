package chat.sentinel.fcm;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The interface takes `collapseKey` for `collapse_key`, as Protobuf's JSON does. Free parts (data,
/// headers, Apple's and the browsers' own) keep their names.
final class FieldNames {
    private static final Pattern CAMEL = Pattern.compile("[A-Z]");
    private static final Set<String> FREE = Set.of("data", "headers", "payload", "webpush");

    private FieldNames() {}

    static JsonNode snakeCase(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        var renamed = JsonMapper.shared().createObjectNode();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name =
                    CAMEL.matcher(entry.getKey())
                            .replaceAll(m -> "_" + m.group().toLowerCase(Locale.ROOT));
            JsonNode value = entry.getValue();
            renamed.set(name, FREE.contains(name) ? value : snakeCase(value));
        }
        return renamed;
    }
}
