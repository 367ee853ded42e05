package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What FCM's HTTP v1 interface asks of a message, as documented for `projects.messages:send`. It
/// refuses what FCM refuses; what Apple and the browsers' makers refuse later, it refuses at once.
final class MessageRules {
    private static final Set<String> REQUEST = Set.of("message", "validate_only");
    private static final Set<String> MESSAGE =
            Set.of(
                    "name",
                    "data",
                    "notification",
                    "android",
                    "webpush",
                    "apns",
                    "fcm_options",
                    "token",
                    "topic",
                    "condition");
    private static final Set<String> TARGETS = Set.of("token", "topic", "condition");
    private static final Set<String> NOTIFICATION = Set.of("title", "body", "image");
    private static final Set<String> ANDROID =
            Set.of(
                    "collapse_key",
                    "priority",
                    "ttl",
                    "restricted_package_name",
                    "data",
                    "notification",
                    "fcm_options",
                    "direct_boot_ok",
                    "bandwidth_constrained_ok",
                    "restricted_satellite_ok");
    private static final Set<String> ANDROID_NOTIFICATION =
            Set.of(
                    "title",
                    "body",
                    "icon",
                    "color",
                    "sound",
                    "tag",
                    "click_action",
                    "body_loc_key",
                    "body_loc_args",
                    "title_loc_key",
                    "title_loc_args",
                    "channel_id",
                    "ticker",
                    "sticky",
                    "event_time",
                    "local_only",
                    "notification_priority",
                    "default_sound",
                    "default_vibrate_timings",
                    "default_light_settings",
                    "vibrate_timings",
                    "visibility",
                    "notification_count",
                    "light_settings",
                    "image",
                    "proxy");
    private static final Set<String> APNS =
            Set.of("headers", "payload", "fcm_options", "live_activity_token");
    private static final Set<String> APS =
            Set.of(
                    "alert",
                    "badge",
                    "sound",
                    "thread-id",
                    "category",
                    "content-available",
                    "mutable-content",
                    "target-content-id",
                    "interruption-level",
                    "relevance-score",
                    "filter-criteria",
                    "stale-date",
                    "content-state",
                    "timestamp",
                    "event",
                    "dismissal-date",
                    "attributes-type",
                    "attributes",
                    "url-args");
    private static final Set<String> WEBPUSH =
            Set.of("headers", "data", "notification", "fcm_options");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,12})(\\.\\d{1,9})?s");
    private static final Pattern WEB_TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final long FOUR_WEEKS = 2_419_200;
    private static final int LARGEST = 4096;

    private MessageRules() {}

    /// @param request the body of `messages:send`
    static void check(JsonNode request) throws Violation {
        fields(request, "", REQUEST);
        JsonNode message = request.path("message");
        if (!message.isObject()) {
            throw new Violation("message", "The message is not set.");
        }
        fields(message, "message", MESSAGE);
        target(message);
        data(message.path("data"), "message.data");
        JsonNode notification = message.path("notification");
        fields(notification, "message.notification", NOTIFICATION);
        strings(notification, "message.notification");
        android(message.path("android"));
        apns(message.path("apns"));
        webpush(message.path("webpush"));
        size(message);
    }

    private static void target(JsonNode message) throws Violation {
        long targets = TARGETS.stream().filter(message::has).count();
        if (targets == 0) {
            throw new Violation("message", "Recipient of the message is not set.");
        }
        if (targets > 1) {
            throw new Violation("message", "A message has one target only.");
        }
        for (String target : TARGETS) {
            if (message.has(target)) {
                string(message.path(target), "message." + target);
                if (message.path(target).stringValue().isBlank()) {
                    throw new Violation("message." + target, "The target is empty.");
                }
            }
        }
    }

    private static void data(JsonNode data, String path) throws Violation {
        if (data.isMissingNode()) {
            return;
        }
        object(data, path);
        int number = 0;
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            String key = entry.getKey();
            if (key.equals("from")
                    || key.equals("gcm")
                    || key.equals("message_type")
                    || key.startsWith("google")
                    || key.startsWith("gcm.notification.")) {
                throw new Violation("message.data", "Invalid data payload key: " + key);
            }
            string(entry.getValue(), "%s[%d].value".formatted(path, number++));
        }
    }

    private static void android(JsonNode android) throws Violation {
        String path = "message.android";
        fields(android, path, ANDROID);
        optionalString(android, path, "collapse_key");
        data(android.path("data"), path + ".data");
        if (android.has("priority")) {
            string(android.path("priority"), path + ".priority");
            String priority = android.path("priority").stringValue().toUpperCase(Locale.ROOT);
            if (!priority.equals("NORMAL") && !priority.equals("HIGH")) {
                throw new Violation(path + ".priority", "Invalid value: " + priority);
            }
        }
        if (android.has("ttl")) {
            string(android.path("ttl"), path + ".ttl");
            var seconds = SECONDS.matcher(android.path("ttl").stringValue());
            if (!seconds.matches() || Long.parseLong(seconds.group(1)) > FOUR_WEEKS) {
                throw new Violation(path + ".ttl", "Invalid time to live");
            }
        }
        JsonNode notification = android.path("notification");
        fields(notification, path + ".notification", ANDROID_NOTIFICATION);
        for (String name : Set.of("title", "body", "tag", "icon", "image", "channel_id")) {
            optionalString(notification, path + ".notification", name);
        }
        JsonNode count = notification.path("notification_count");
        if (!count.isMissingNode() && !count.isIntegralNumber()) {
            throw new Violation(path + ".notification.notification_count", "Invalid value");
        }
    }

    private static void apns(JsonNode apns) throws Violation {
        String path = "message.apns";
        fields(apns, path, APNS);
        JsonNode headers = apns.path("headers");
        headers(headers, path);
        matches(headers, path, "apns-priority", Pattern.compile("10|5|1"));
        matches(headers, path, "apns-expiration", Pattern.compile("\\d{1,12}"));
        String collapse = headers.path("apns-collapse-id").asString("");
        if (collapse.getBytes(UTF_8).length > 64) {
            throw new Violation(path + ".headers", "apns-collapse-id is longer than 64 bytes");
        }
        JsonNode payload = apns.path("payload");
        if (payload.isMissingNode()) {
            return;
        }
        object(payload, path + ".payload");
        JsonNode aps = payload.path("aps");
        fields(aps, path + ".payload.aps", APS);
        JsonNode alert = aps.path("alert");
        if (!alert.isMissingNode() && !alert.isString()) {
            object(alert, path + ".payload.aps.alert");
            for (String name : Set.of("title", "subtitle", "body")) {
                optionalString(alert, path + ".payload.aps.alert", name);
            }
        }
        optionalString(aps, path + ".payload.aps", "thread-id");
        for (String name : Set.of("badge", "mutable-content", "content-available")) {
            JsonNode number = aps.path(name);
            if (!number.isMissingNode() && !number.isIntegralNumber()) {
                throw new Violation(path + ".payload.aps." + name, "Not a whole number");
            }
        }
    }

    private static void webpush(JsonNode webpush) throws Violation {
        String path = "message.webpush";
        fields(webpush, path, WEBPUSH);
        JsonNode headers = webpush.path("headers");
        headers(headers, path);
        matches(headers, path, "TTL", Pattern.compile("\\d{1,10}"));
        matches(headers, path, "Urgency", Pattern.compile("very-low|low|normal|high"));
        matches(headers, path, "Topic", WEB_TOPIC);
        data(webpush.path("data"), path + ".data");
        JsonNode notification = webpush.path("notification");
        if (!notification.isMissingNode()) {
            object(notification, path + ".notification");
            for (String name : Set.of("title", "body", "tag")) {
                optionalString(notification, path + ".notification", name);
            }
        }
    }

    /// Keys and values of the data, and what one platform is told beside them.
    private static void size(JsonNode message) throws Violation {
        int common = bytes(message.path("data")) + bytes(message.path("notification"));
        int android =
                bytes(message.path("android").path("data"))
                        + bytes(message.path("android").path("notification"));
        int apple = bytes(message.path("apns").path("payload"));
        int web =
                bytes(message.path("webpush").path("data"))
                        + bytes(message.path("webpush").path("notification"));
        if (common + Math.max(android, Math.max(apple, web)) > LARGEST) {
            throw new Violation("message", "Message is too big: the limit is 4096 bytes.");
        }
    }

    private static int bytes(JsonNode node) {
        if (node.isMissingNode()) {
            return 0;
        }
        if (!node.isContainer()) {
            return node.asString("").getBytes(UTF_8).length;
        }
        int sum = 0;
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            sum += entry.getKey().getBytes(UTF_8).length + bytes(entry.getValue());
        }
        for (JsonNode element : node.isArray() ? node.values() : Set.<JsonNode>of()) {
            sum += bytes(element);
        }
        return sum;
    }

    private static void headers(JsonNode headers, String path) throws Violation {
        if (!headers.isMissingNode()) {
            object(headers, path + ".headers");
            strings(headers, path + ".headers");
        }
    }

    private static void matches(JsonNode headers, String path, String name, Pattern pattern)
            throws Violation {
        JsonNode value = headers.path(name);
        if (!value.isMissingNode() && !pattern.matcher(value.stringValue()).matches()) {
            throw new Violation(path + ".headers", "Invalid value of " + name);
        }
    }

    private static void fields(JsonNode node, String path, Set<String> known) throws Violation {
        if (node.isMissingNode()) {
            return;
        }
        object(node, path);
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw new Violation(
                        path,
                        "Invalid JSON payload received. Unknown name \"%s\" at '%s': Cannot find field."
                                .formatted(name, path));
            }
        }
    }

    private static void object(JsonNode node, String path) throws Violation {
        if (!node.isObject()) {
            throw new Violation(path, "Invalid value at '%s'".formatted(path));
        }
    }

    private static void strings(JsonNode node, String path) throws Violation {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            string(entry.getValue(), path + "." + entry.getKey());
        }
    }

    private static void optionalString(JsonNode node, String path, String name) throws Violation {
        if (node.has(name)) {
            string(node.path(name), path + "." + name);
        }
    }

    private static void string(JsonNode node, String path) throws Violation {
        if (!node.isString()) {
            throw new Violation(
                    path, "Invalid value at '%s' (TYPE_STRING), %s".formatted(path, node));
        }
    }
}
