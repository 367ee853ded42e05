package chat.sentinel.localstack;

import chat.sentinel.gateway.NginxConfiguration;
import chat.sentinel.gateway.Upstreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The gateway.
///
/// @param messageInstances of message-service, behind it
record NginxServer(StackContext stack, int messageInstances, Map<String, String> settings)
        implements Part {

    @Override
    public String name() {
        return Stack.GATEWAY;
    }

    @Override
    public Layer layer() {
        return Layer.GATEWAY;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofGateway(stack.ports().gateway()));
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path nginx =
                NginxConfiguration.executable()
                        .orElseThrow(
                                () ->
                                        new StackException(
                                                """
                                                NGINX is missing. Install it:
                                                  Debian, Ubuntu:  apt-get install nginx
                                                  Fedora:          dnf install nginx
                                                or set SENTINEL_NGINX to its executable.\
                                                """));
        Path folder = stack.data(name());
        Map<String, String> limits = new TreeMap<>(NginxConfiguration.LOCAL_PROFILE);
        limits.put("SENTINEL_GATEWAY_OPEN_FILES", String.valueOf(openFiles()));
        limits.put("SENTINEL_GATEWAY_USER", NginxConfiguration.ownUser());
        limits.put("SENTINEL_GATEWAY_PAGE_FOLDER", Page.folder().toString());
        limits.putAll(settings);
        Map<String, String> files =
                NginxConfiguration.of("127.0.0.1:" + stack.ports().gateway(), folder, upstreams())
                        .with(limits)
                        .files();
        files.forEach((file, text) -> FileTree.write(folder.resolve(file), text));
        return new ProcessSpec(
                List.of(
                        nginx.toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        folder.resolve("nginx.conf").toString()),
                // A changed configuration is a changed process.
                Map.of("SENTINEL_CONFIGURATION", FileTree.sha256(files.toString())),
                folder,
                () -> ServiceProcess.ready(stack.ports().gateway(), "/gateway/health"),
                Duration.ofSeconds(15));
    }

    private Upstreams upstreams() {
        Ports ports = stack.ports();
        return new Upstreams(
                List.of(here(ports.userService())),
                IntStream.rangeClosed(1, messageInstances)
                        .mapToObj(number -> here(ports.messageService(number)))
                        .toList(),
                List.of(here(ports.presenceService())),
                List.of(here(ports.notificationService())),
                List.of(here(ports.searchService())),
                List.of(here(ports.mediaService())),
                List.of(here(ports.s3())));
    }

    private static String here(int port) {
        return "127.0.0.1:" + port;
    }

    /// What this process may at most open, up to what NGINX could use.
    private static long openFiles() {
        String limits = FileTree.readIfPresent(Path.of("/proc/self/limits"));
        return limits == null
                ? 1024
                : limits.lines()
                        .filter(line -> line.startsWith("Max open files"))
                        .map(line -> line.strip().split("\\s+")[4])
                        .mapToLong(hard -> hard.equals("unlimited") ? 65536 : Long.parseLong(hard))
                        .map(hard -> Math.min(hard, 65536))
                        .findFirst()
                        .orElse(1024);
    }
}
