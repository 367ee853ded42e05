package chat.sentinel.media.storage;

import java.util.Map;

/// Where somebody may do one thing for a while.
///
/// @param headers that he has to send as they are, for they are signed; by name
public record SignedAddress(String url, Map<String, String> headers) {
    public SignedAddress {
        headers = Map.copyOf(headers);
    }
}
