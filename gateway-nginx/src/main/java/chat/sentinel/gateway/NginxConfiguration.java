package chat.sentinel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The gateway's two templates with their settings filled in, as the container image does it
/// with `envsubst`. A setting that a template names and nobody gives is an error, and so is one
/// that no template names.
public final class NginxConfiguration {
    private static final List<String> TEMPLATES = List.of("nginx.conf", "sentinel.conf");
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    /// What a public installation starts from. The limits are for each client address.
    public static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    // A directive, as "user ana;"; NGINX's own user without one.
                    Map.entry("SENTINEL_GATEWAY_USER", ""),
                    Map.entry("SENTINEL_GATEWAY_WORKERS", "auto"),
                    // Directives, as "set_real_ip_from 10.0.0.0/8;": who may say for whom he asks.
                    Map.entry("SENTINEL_GATEWAY_TRUSTED_PROXIES", ""),
                    // Where web-client was built to.
                    Map.entry("SENTINEL_GATEWAY_PAGE_FOLDER", "/usr/share/nginx/html"),
                    // The origin of signed addresses, when it is not the gateway's own.
                    Map.entry("SENTINEL_GATEWAY_FILE_ORIGIN", ""),
                    Map.entry("SENTINEL_GATEWAY_WORKER_CONNECTIONS", "24000"),
                    Map.entry("SENTINEL_GATEWAY_OPEN_FILES", "65536"),
                    // Or on: whether clients name the traces of their requests.
                    Map.entry("SENTINEL_GATEWAY_TRUST_TRACES", "off"),
                    Map.entry("SENTINEL_GATEWAY_REQUEST_RATE", "50"),
                    Map.entry("SENTINEL_GATEWAY_REQUEST_BURST", "200"),
                    Map.entry("SENTINEL_GATEWAY_ACCOUNT_RATE", "5"),
                    Map.entry("SENTINEL_GATEWAY_ACCOUNT_BURST", "20"),
                    Map.entry("SENTINEL_GATEWAY_CONNECTIONS", "100"),
                    Map.entry("SENTINEL_GATEWAY_BODY_LIMIT", "128k"),
                    Map.entry("SENTINEL_GATEWAY_FILE_LIMIT", "20m"),
                    Map.entry("SENTINEL_GATEWAY_CLIENT_TIMEOUT", "10s"),
                    Map.entry("SENTINEL_GATEWAY_ANSWER_TIMEOUT", "30s"),
                    Map.entry("SENTINEL_GATEWAY_SOCKET_TIMEOUT", "1h"));

    /// What one machine raises, because everybody there has the same address.
    public static final Map<String, String> LOCAL_PROFILE =
            Map.of(
                    "SENTINEL_GATEWAY_REQUEST_RATE", "10000",
                    "SENTINEL_GATEWAY_REQUEST_BURST", "20000",
                    "SENTINEL_GATEWAY_ACCOUNT_RATE", "1000",
                    "SENTINEL_GATEWAY_ACCOUNT_BURST", "2000",
                    "SENTINEL_GATEWAY_CONNECTIONS", "20000");

    private final Map<String, String> settings;

    private NginxConfiguration(Map<String, String> settings) {
        this.settings = settings;
    }

    /// @param listen `host:port` or a port
    /// @param runFolder where NGINX keeps its pid and empty temporary folders
    public static NginxConfiguration of(String listen, Path runFolder, Upstreams upstreams) {
        var settings = new LinkedHashMap<>(DEFAULTS);
        settings.put("SENTINEL_GATEWAY_LISTEN", listen);
        settings.put("SENTINEL_GATEWAY_RUN_FOLDER", runFolder.toString());
        settings.put("SENTINEL_GATEWAY_USER_SERVERS", servers(upstreams.user()));
        settings.put("SENTINEL_GATEWAY_MESSAGE_SERVERS", servers(upstreams.message()));
        settings.put("SENTINEL_GATEWAY_PRESENCE_SERVERS", servers(upstreams.presence()));
        settings.put("SENTINEL_GATEWAY_NOTIFICATION_SERVERS", servers(upstreams.notification()));
        settings.put("SENTINEL_GATEWAY_SEARCH_SERVERS", servers(upstreams.search()));
        settings.put("SENTINEL_GATEWAY_MEDIA_SERVERS", servers(upstreams.media()));
        settings.put("SENTINEL_GATEWAY_S3_SERVERS", servers(upstreams.s3()));
        return new NginxConfiguration(settings);
    }

    public NginxConfiguration with(Map<String, String> changes) {
        var changed = new LinkedHashMap<>(settings);
        changes.forEach(
                (name, value) -> {
                    if (changed.put(name, value) == null) {
                        throw new IllegalArgumentException("The gateway has no setting " + name);
                    }
                });
        return new NginxConfiguration(changed);
    }

    /// For `SENTINEL_GATEWAY_USER`, on the machine of who works there: files that only root may
    /// read, such as a tree in his home folder, are served by workers that are root, too.
    public static String ownUser() {
        return System.getProperty("user.name", "").equals("root") ? "user root;" : "";
    }

    /// An instance that refuses a connection is left out for two seconds.
    public static String servers(List<String> addresses) {
        return addresses.stream()
                .map(address -> "server " + address + " max_fails=1 fail_timeout=2s;")
                .collect(Collectors.joining(" "));
    }

    /// The rendered files by name.
    public Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        for (String name : TEMPLATES) {
            files.put(name, render(template(name)));
        }
        return files;
    }

    /// All setting names that the templates use.
    static List<String> names() {
        return TEMPLATES.stream()
                .flatMap(name -> NAME.matcher(template(name)).results())
                .map(result -> result.group(1))
                .distinct()
                .sorted()
                .toList();
    }

    /// The installed NGINX: `SENTINEL_NGINX`, `PATH`, then the usual folders.
    public static Optional<Path> executable() {
        String told = System.getenv("SENTINEL_NGINX");
        String path = System.getenv("PATH");
        Stream<Path> folders =
                Stream.concat(
                        path == null ? Stream.of() : Stream.of(path.split(":", -1)).map(Path::of),
                        Stream.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin")));
        return Stream.concat(
                        told == null ? Stream.of() : Stream.of(Path.of(told)),
                        folders.map(folder -> folder.resolve("nginx")))
                .filter(Files::isExecutable)
                .filter(file -> !Files.isDirectory(file))
                .findFirst();
    }

    private String render(String template) {
        return NAME.matcher(template)
                .replaceAll(
                        match -> {
                            String name = match.group(1);
                            String value = settings.get(name);
                            if (value == null) {
                                throw new IllegalStateException("No value for " + name);
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    private static String template(String name) {
        try (InputStream in =
                NginxConfiguration.class.getResourceAsStream("/gateway/" + name + ".template")) {
            if (in == null) {
                throw new IllegalStateException(name + ".template is not on the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
