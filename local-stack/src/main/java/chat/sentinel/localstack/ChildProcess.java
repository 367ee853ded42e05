package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A detached process, known by three files in the run folder:
///
/// - `NAME.pid`: written by the process itself before it becomes the server, so that there is
///   no moment at which a server runs and nobody knows;
/// - `NAME.asked`: the fingerprint of what was started, its layer and its stop signal;
/// - `NAME.lock`: held while it is started or stopped.
final class ChildProcess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long LOG_LIMIT = 32L << 20;

    /// For a shell to write a line, on a machine that starts everything else as well.
    private static final Duration START = Duration.ofMinutes(1);

    /// Records its own number, start time and boot, then becomes the server.
    private static final String RECORD_AND_BECOME =
            """
            umask 077
            read -r stat < /proc/$$/stat && read -r boot < /proc/sys/kernel/random/boot_id || exit 70
            printf '%s\\n%s\\n' "$stat" "$boot" > "$1.new" && mv "$1.new" "$1" || exit 70
            umask 022
            shift
            exec "$@"
            """;

    /// What a child inherits; everything else is said by its part.
    static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ");

    private final String name;
    private final Path folder;
    private final Path run;
    private final Path log;

    ChildProcess(String name, Path stackFolder) {
        this.name = name;
        this.folder = stackFolder;
        this.run = FileTree.directory(stackFolder.resolve("run"));
        this.log = FileTree.directory(stackFolder.resolve("logs")).resolve(name + ".log");
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    FolderLock lock() {
        return FolderLock.of(run.resolve(name + ".lock"));
    }

    private Path pidFile() {
        return run.resolve(name + ".pid");
    }

    private Path askedFile() {
        return run.resolve(name + ".asked");
    }

    /// The last process that was started under this name, which may have ended.
    Optional<ProcessIdentity> recorded() {
        return Optional.ofNullable(FileTree.readIfPresent(pidFile()))
                .flatMap(ProcessIdentity::parse);
    }

    Optional<ProcessIdentity> running() {
        return recorded().filter(ProcessIdentity::alive);
    }

    boolean runs(ProcessSpec spec) {
        Asked asked = asked();
        return asked != null
                && asked.fingerprint().equals(spec.fingerprint())
                && running().isPresent();
    }

    record Asked(String fingerprint, Part.Layer layer, Signal stop) {}

    @Nullable Asked asked() {
        String text = FileTree.readIfPresent(askedFile());
        if (text == null) {
            return null;
        }
        String[] words = text.strip().split(" ", -1);
        return new Asked(words[0], Part.Layer.valueOf(words[1]), Signal.valueOf(words[2]));
    }

    /// Starts it; returns when the process has recorded itself, which says nothing of its health.
    ProcessIdentity start(Part part, ProcessSpec spec) {
        if (running().isPresent()) {
            throw new IllegalStateException(name + " already runs");
        }
        sweep();
        requireFree(part.ports());
        part.beforeStart();
        FileTree.write(
                askedFile(),
                spec.fingerprint() + " " + part.layer() + " " + part.stopSignal() + "\n");
        try {
            Files.deleteIfExists(pidFile());
            rotateLog();
            var command = new ArrayList<String>();
            command.addAll(List.of("setsid", "sh", "-c", RECORD_AND_BECOME, "sentinel-" + name));
            command.add(pidFile().toAbsolutePath().toString());
            command.addAll(spec.command());
            var builder =
                    new ProcessBuilder(command)
                            .directory(spec.workingDirectory().toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(INHERITED);
            environment.put("LANG", "C.UTF-8");
            environment.putAll(spec.environment());
            Process child = builder.start();
            long deadline = System.nanoTime() + START.toNanos();
            while (System.nanoTime() < deadline) {
                Optional<ProcessIdentity> identity = recorded();
                if (identity.isPresent()) {
                    return identity.get();
                }
                if (!child.isAlive() && recorded().isEmpty()) {
                    throw new StackException(name + " did not start:\n" + logTail());
                }
                Thread.sleep(5);
            }
            child.destroyForcibly();
            throw new StackException(name + " did not start within " + START.toSeconds() + " s");
        } catch (IOException e) {
            throw new StackException("Cannot start " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while starting " + name, e);
        }
    }

    /// Waits until the probe passes. Fails at once when the process ends, and at the limit.
    void awaitReady(ProcessSpec spec, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (true) {
            if (running().isEmpty()) {
                throw new StackException(name + " ended while starting:\n" + logTail());
            }
            try {
                spec.probe().check();
                return;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > deadline) {
                throw new StackException(
                        "%s does not serve after %d s (%s):%n%s"
                                .formatted(name, limit.toSeconds(), last, logTail()),
                        last);
            }
            pause(Duration.ofMillis(100));
        }
    }

    /// Asks it to end, then ends it. Does nothing when it does not run.
    void stop() {
        Optional<ProcessIdentity> process = running();
        if (process.isEmpty()) {
            return;
        }
        Asked asked = asked();
        Signal signal = asked == null ? Signal.TERM : asked.stop();
        signal.send(process.get());
        if (process.get().frozen()) {
            Signal.CONT.send(process.get());
        }
        if (!awaitEnd(process.get(), STOP_LIMIT)) {
            kill();
        }
    }

    void kill() {
        running()
                .ifPresent(
                        process -> {
                            Signal.KILL.send(process);
                            if (!awaitEnd(process, Duration.ofSeconds(10))) {
                                throw new StackException(
                                        "%s (pid %d) does not end on SIGKILL"
                                                .formatted(name, process.pid()));
                            }
                        });
    }

    /// Ends what a killed process has left behind: NGINX's and PostgreSQL's workers.
    void sweep() {
        Optional<ProcessIdentity> last = recorded();
        if (last.isEmpty()) {
            return;
        }
        List<ProcessIdentity> left = last.get().leftBehind(folder);
        left.forEach(Signal.KILL::send);
        left.forEach(process -> awaitEnd(process, Duration.ofSeconds(5)));
    }

    void signal(Signal signal) {
        ProcessIdentity process =
                running().orElseThrow(() -> new StackException(name + " does not run"));
        signal.send(process);
    }

    void freeze() {
        signal(Signal.STOP);
        // The kernel stops it when it next runs.
        while (running().map(process -> !process.frozen()).orElse(false)) {
            pause(Duration.ofMillis(1));
        }
    }

    private static boolean awaitEnd(ProcessIdentity process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.alive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(Duration.ofMillis(20));
        }
        return true;
    }

    String logTail() {
        try {
            if (!Files.exists(log)) {
                return "(no log)";
            }
            List<String> lines = Files.readString(log).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()))
                    + "\n(all of it: "
                    + log
                    + ")";
        } catch (IOException e) {
            return "(log unreadable: " + e.getMessage() + ")";
        }
    }

    private void requireFree(List<PortUse> ports) {
        // A server that was just killed may hold its port for a moment.
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        for (PortUse use : ports) {
            while (!free(use.port())) {
                if (System.nanoTime() > deadline) {
                    throw new StackException(
                            "Port %d (%s, %s) is taken by another process%s. Stop that one or set %s."
                                    .formatted(
                                            use.port(),
                                            name,
                                            use.use(),
                                            PortHolder.describe(use.port()),
                                            use.setting()));
                }
                pause(Duration.ofMillis(50));
            }
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void rotateLog() {
        try {
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
                Files.move(
                        log,
                        log.resolveSibling(name + ".log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted", e);
        }
    }
}
