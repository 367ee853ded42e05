package chat.sentinel.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Prometheus, as the system has it, with the rules of `observe/` and the services of this stack.
record PrometheusServer(StackContext stack, int messageInstances) implements Part {
    static final String NAME = "prometheus";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Layer layer() {
        return Layer.GATEWAY;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofBase(stack.ports().prometheus(), "Prometheus"));
    }

    static String url(Ports ports) {
        return "http://127.0.0.1:" + ports.prometheus();
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path binary =
                executable()
                        .orElseThrow(
                                () ->
                                        new StackException(
                                                """
                                                Prometheus is missing. Install it:
                                                  Debian, Ubuntu:  apt-get install prometheus
                                                or set SENTINEL_PROMETHEUS to its executable.\
                                                """));
        Path folder = stack.data(NAME);
        StringBuilder configuration = new StringBuilder();
        for (String file : List.of("prometheus.yml", "alerts.yml")) {
            String text = FileTree.readIfPresent(stack.root().resolve("observe").resolve(file));
            if (text == null) {
                throw new StackException("Not found: observe/" + file);
            }
            FileTree.write(folder.resolve(file), text);
            configuration.append(text);
        }
        FileTree.directory(folder.resolve("targets"));
        FileTree.write(folder.resolve("targets/sentinel.json"), targets());
        return new ProcessSpec(
                List.of(
                        binary.toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--storage.tsdb.retention.time=7d",
                        "--web.listen-address=127.0.0.1:" + stack.ports().prometheus()),
                // A changed configuration is a changed process.
                Map.of("SENTINEL_CONFIGURATION", FileTree.sha256(configuration.toString())),
                folder,
                () -> ServiceProcess.ready(stack.ports().prometheus(), "/-/ready"),
                Duration.ofSeconds(60));
    }

    private String targets() {
        Ports ports = stack.ports();
        var targets = new ArrayList<String>();
        for (int i = 1; i <= messageInstances; i++) {
            targets.add(
                    target(
                            Stack.MESSAGE_SERVICE,
                            Stack.MESSAGE_SERVICE + "-" + i,
                            ports.messageServiceManagement(i)));
        }
        targets.add(target(Stack.USER_SERVICE, ports.userServiceManagement()));
        targets.add(target(Stack.PRESENCE_SERVICE, ports.presenceServiceManagement()));
        targets.add(target(Stack.NOTIFICATION_SERVICE, ports.notificationServiceManagement()));
        targets.add(target(Stack.SEARCH_SERVICE, ports.searchServiceManagement()));
        targets.add(target(Stack.MEDIA_SERVICE, ports.mediaServiceManagement()));
        return "[\n" + String.join(",\n", targets) + "\n]\n";
    }

    private static String target(String service, int port) {
        return target(service, service, port);
    }

    private static String target(String service, String instance, int port) {
        return """
        {"targets": ["127.0.0.1:%d"], "labels": {"service": "%s", "instance": "%s"}}\
        """
                .formatted(port, service, instance);
    }

    private static Optional<Path> executable() {
        String told = System.getenv("SENTINEL_PROMETHEUS");
        String path = System.getenv("PATH");
        return Stream.concat(
                        told == null || told.isBlank() ? Stream.empty() : Stream.of(Path.of(told)),
                        Stream.of((path == null ? "" : path).split(":", -1))
                                .filter(folder -> !folder.isEmpty())
                                .map(folder -> Path.of(folder, NAME)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
