package chat.sentinel.fcm;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A message that a device would have got.
///
/// @param name `projects/P/messages/ID`
/// @param target the token; for a topic or a condition, that
/// @param message as it was sent, by the names of the interface
public record Sent(String name, Instant at, String target, JsonNode message) {

    /// ios, android, web or any.
    String platform() {
        return message.has("apns")
                ? "ios"
                : message.has("android") ? "android" : message.has("webpush") ? "web" : "any";
    }

    /// What a newer notification of the same key replaces; empty: it replaces none.
    String collapseKey() {
        return first(
                message.path("apns").path("headers").path("apns-collapse-id"),
                message.path("android").path("notification").path("tag"),
                message.path("android").path("collapse_key"),
                message.path("webpush").path("notification").path("tag"));
    }

    String title() {
        return shown("title");
    }

    String body() {
        return shown("body");
    }

    /// The number at the application's picture; empty: none was sent.
    String badge() {
        return first(
                message.path("apns").path("payload").path("aps").path("badge"),
                message.path("android").path("notification").path("notification_count"));
    }

    private String shown(String name) {
        return first(
                message.path("apns").path("payload").path("aps").path("alert").path(name),
                message.path("android").path("notification").path(name),
                message.path("webpush").path("notification").path(name),
                message.path("notification").path(name));
    }

    private static String first(JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate.isString() || candidate.isNumber()) {
                return candidate.asString();
            }
        }
        return "";
    }
}
