package chat.sentinel.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `docs/settings.md`: every setting of every service, made from what the compiler's plug-in of
/// Spring Boot found in the records that hold them.
final class SettingsPage {
    static final List<String> MODULES =
            List.of(
                    "service-kit",
                    "user-service",
                    "message-service",
                    "presence-service",
                    "notification-service",
                    "search-service",
                    "media-service");

    private static final String HEAD =
            """
            # Settings

            Made by `SettingsPageTest` of [end-to-end](../end-to-end/README.md), which fails when this page does not say what the code does.

            Each can be given in the environment of its service: in capitals, with `_` for each `.` and without `-`
            (`sentinel.send.clock-skew`: `SENTINEL_SEND_CLOCKSKEW`), or as an argument `--sentinel.send.clock-skew=1m`. A value that cannot be
            read, or is out of bounds, stops the start with a sentence that names it. Times are `500ms`, `10s`, `2m`, `24h`, `30d`; sizes
            `16KB`, `1MB`. Without a default: it has to be given, or what it says is left out. Those of the gateway are in
            [its README](../gateway-nginx/README.md), those of Spring Boot itself (addresses of stores, ports, logging) in Spring's own
            reference, those of `./sentinel` in `./sentinel --help`.
            """;

    record Setting(String name, String type, String preset, String meaning) {}

    private SettingsPage() {}

    static Path file(Path root) {
        return root.resolve("docs/settings.md");
    }

    static String make(Path root) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (String module : MODULES) {
            page.append("\n## ")
                    .append(module.equals("service-kit") ? "All services" : module)
                    .append("\n| setting | default | |\n| --- | --- | --- |\n");
            for (Setting setting : settings(root, module)) {
                page.append(
                        "| `%s` | %s | %s%s |%n"
                                .formatted(
                                        setting.name,
                                        setting.preset.isEmpty() ? "" : "`" + setting.preset + "`",
                                        setting.meaning.replace("|", "\\|"),
                                        setting.type.isEmpty() ? "" : " (" + setting.type + ")"));
            }
        }
        return page.toString();
    }

    static List<Setting> settings(Path root, String module) throws IOException {
        Path found =
                root.resolve(module)
                        .resolve("target/classes/META-INF/spring-configuration-metadata.json");
        return JsonMapper.shared()
                .readTree(Files.readString(found))
                .path("properties")
                .valueStream()
                .map(SettingsPage::setting)
                .sorted(Comparator.comparing(Setting::name))
                .toList();
    }

    private static Setting setting(JsonNode found) {
        String type = found.path("type").asString();
        String last = type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return new Setting(
                found.path("name").asString(),
                switch (last) {
                    case "duration" -> "time";
                    case "datasize" -> "size";
                    case "path" -> "file";
                    case "uri" -> "address";
                    default -> "";
                },
                found.path("defaultValue").isMissingNode()
                        ? ""
                        : found.path("defaultValue").isArray()
                                ? String.join(
                                        ",",
                                        found.path("defaultValue")
                                                .valueStream()
                                                .map(JsonNode::asString)
                                                .toList())
                                : found.path("defaultValue").asString(),
                found.path("description").asString("").replaceAll("\\s+", " "));
    }
}
