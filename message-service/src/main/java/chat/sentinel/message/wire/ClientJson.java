package chat.sentinel.message.wire;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Events as JSON, in UTF-8.
@Component
public class ClientJson {
    private final JsonMapper mapper;

    ClientJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    public byte[] encode(ClientEvent event) {
        return mapper.writeValueAsBytes(event);
    }

    /// @throws tools.jackson.core.JacksonException when the bytes are not JSON of this shape
    public <T> T decode(byte[] json, Class<T> type) {
        return mapper.readValue(json, type);
    }
}
