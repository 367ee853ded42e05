package chat.sentinel.message.wire;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
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

    /// @throws SentinelException INVALID_REQUEST when the bytes are not JSON of this shape
    public <T> T decode(byte[] json, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
        if (value == null) {
            throw unreadable(null);
        }
        return value;
    }

    private static SentinelException unreadable(@Nullable Throwable cause) {
        return new SentinelException(
                ErrorCode.INVALID_REQUEST, "the body is not the JSON of this destination", cause);
    }
}
