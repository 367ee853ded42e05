package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The stores and services of Sentinel on this machine, under one data folder and on one set of
/// ports.
///
/// Every process outlives the program that started it and is found again by the next one that
/// opens the same folder, so `up` twice is harmless and `up` after any kill repairs. Only
/// processes that were started from this folder are ever signalled.
///
/// Names of processes: `postgres`, `redis`, `cassandra`, `kafka`, `elasticsearch`, `s3`,
/// `user-service`, `message-service-1`, `message-service-2` …, `presence-service`,
/// `notification-service`, `search-service`, `media-service`, `fcm-stand-in`, `gateway`, and
/// where it is observed `prometheus` and `zipkin`.
public final class Stack {
    public static final List<String> STORES =
            List.of(
                    PostgresServer.NAME,
                    RedisServer.NAME,
                    CassandraServer.NAME,
                    KafkaServer.NAME,
                    ElasticsearchServer.NAME,
                    S3Server.NAME);
    static final List<String> OBSERVERS = List.of(PrometheusServer.NAME, ZipkinServer.NAME);
    public static final String USER_SERVICE = "user-service";
    public static final String MESSAGE_SERVICE = "message-service";
    public static final String PRESENCE_SERVICE = "presence-service";
    public static final String NOTIFICATION_SERVICE = "notification-service";
    public static final String SEARCH_SERVICE = "search-service";
    public static final String MEDIA_SERVICE = "media-service";
    public static final String FCM_STAND_IN = "fcm-stand-in";
    public static final String GATEWAY = "gateway";

    private final StackContext context;
    private final Map<String, Map<String, String>> settings = new ConcurrentHashMap<>();
    private Progress progress = Progress.SILENT;
    private int messageInstances = 2;
    private boolean observed;

    Stack(StackContext context) {
        this.context = context;
    }

    /// The stack in a folder, with its gateway at `basePort + 80`; nothing is started.
    public static Stack open(Path folder, int basePort) {
        return open(folder, Ports.beside(basePort));
    }

    public static Stack open(Path folder, Ports ports) {
        return open(folder, ports, true);
    }

    private static Stack open(Path folder, Ports ports, boolean lasting) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Stack(new StackContext(absolute, Root.find(), ports, lasting));
    }

    /// The stores that the tests of one tree share: `.sentinel/test`, from port 24000. They
    /// skip the waits that would bring data through a power cut.
    public static Stack forTests() {
        return open(Root.find().resolve(".sentinel/test"), Ports.beside(Ports.testBase()), false);
    }

    /// Of the tree that this stack's services are built from.
    public Path root() {
        return context.root();
    }

    /// Tells what is done; silent unless set.
    public Stack reportTo(Progress newProgress) {
        this.progress = newProgress;
        return this;
    }

    public Stack messageInstances(int number) {
        if (number < 1 || number > 8) {
            throw new StackException("1 to 8 instances of message-service, not " + number);
        }
        this.messageInstances = number;
        return this;
    }

    /// From the next `up` on Prometheus and Zipkin run beside the services, which trace everything
    /// that is asked of them.
    public Stack observe() {
        observed = true;
        for (String service :
                List.of(
                        USER_SERVICE,
                        MESSAGE_SERVICE,
                        PRESENCE_SERVICE,
                        NOTIFICATION_SERVICE,
                        SEARCH_SERVICE,
                        MEDIA_SERVICE)) {
            with(service, ZipkinServer.settings(ports()));
        }
        return this;
    }

    public boolean isObserved() {
        return observed;
    }

    public String prometheusUrl() {
        return PrometheusServer.url(ports());
    }

    public String zipkinUrl() {
        return ZipkinServer.url(ports());
    }

    /// Environment variables that a service gets beside its usual ones, or instead of them,
    /// from its next start on; `up` restarts it when they differ from those that it runs with.
    /// `JAVA_OPTIONS` is split at blanks and given to its JVM.
    ///
    /// @param name a process, or `message-service` for all instances
    public Stack with(String name, Map<String, String> environment) {
        settings.computeIfAbsent(name, n -> new ConcurrentHashMap<>()).putAll(environment);
        return this;
    }

    public Path folder() {
        return context.folder();
    }

    public Ports ports() {
        return context.ports();
    }

    public String gatewayUrl() {
        return "http://127.0.0.1:" + context.ports().gateway();
    }

    /// Where the devices are shown that Firebase would have told.
    public String fcmStandInUrl() {
        return "http://127.0.0.1:" + context.ports().fcmStandIn();
    }

    public String jdbcUrl(String database) {
        return postgres().url(database);
    }

    public String postgresUsername() {
        return PostgresServer.USERNAME;
    }

    public String postgresPassword() {
        return postgres().password();
    }

    public String redisUri() {
        return "redis://127.0.0.1:" + context.ports().redis();
    }

    public String cassandraContactPoint() {
        return "127.0.0.1:" + context.ports().cassandraNative();
    }

    public String cassandraDatacenter() {
        return CassandraServer.DATACENTER;
    }

    public String kafkaBootstrapServers() {
        return "127.0.0.1:" + context.ports().kafka();
    }

    public String elasticsearchUrl() {
        return "http://127.0.0.1:" + context.ports().elasticsearch();
    }

    public String s3Endpoint() {
        return s3().endpoint();
    }

    public String s3AccessKey() {
        return S3Server.ACCESS_KEY;
    }

    public String s3SecretKey() {
        return s3().secretKey();
    }

    /// All parts that `up()` starts.
    public List<String> names() {
        var names = new ArrayList<String>(STORES);
        names.add(USER_SERVICE);
        for (int i = 1; i <= messageInstances; i++) {
            names.add(MESSAGE_SERVICE + "-" + i);
        }
        names.add(PRESENCE_SERVICE);
        names.add(FCM_STAND_IN);
        names.add(NOTIFICATION_SERVICE);
        names.add(SEARCH_SERVICE);
        names.add(MEDIA_SERVICE);
        names.add(GATEWAY);
        if (observed) {
            names.addAll(OBSERVERS);
        }
        return names;
    }

    /// Starts everything, and stops instances of message-service beyond the wanted number, and
    /// Prometheus and Zipkin where they are not wanted any more.
    public void up() {
        List<String> wanted = names();
        up(wanted);
        for (ChildProcess surplus : known()) {
            boolean optional =
                    surplus.name().startsWith(MESSAGE_SERVICE)
                            || OBSERVERS.contains(surplus.name());
            if (optional && !wanted.contains(surplus.name())) {
                stop(surplus.name());
            }
        }
    }

    public void up(String... names) {
        up(Arrays.asList(names));
    }

    /// Brings these parts up and returns when each serves: those found running and serving with
    /// the same settings are left alone, the others are started, stores first. Fails with the
    /// first part that does not come up, after the others have been seen through.
    public void up(Collection<String> names) {
        Map<Part.Layer, List<Part>> layers = new TreeMap<>();
        for (String name : new LinkedHashSet<>(names)) {
            Part part = part(name);
            layers.computeIfAbsent(part.layer(), l -> new ArrayList<>()).add(part);
        }
        layers.values().forEach(this::upTogether);
    }

    private void upTogether(List<Part> parts) {
        together(parts.stream().<Runnable>map(part -> () -> upOne(part)).toList());
    }

    /// Sees all of them through, then fails with the first failure.
    private static void together(List<Runnable> tasks) {
        // Not virtual: they lock, hash and copy files, which would hold up all others on two cores.
        try (var threads = Executors.newCachedThreadPool()) {
            List<? extends Future<?>> running = tasks.stream().map(threads::submit).toList();
            RuntimeException failure = null;
            for (Future<?> future : running) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    RuntimeException cause =
                            e.getCause() instanceof RuntimeException r
                                    ? r
                                    : new IllegalStateException(e.getCause());
                    if (failure == null) {
                        failure = cause;
                    } else {
                        failure.addSuppressed(cause);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StackException("Interrupted", e);
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private void upOne(Part part) {
        ChildProcess child = child(part.name());
        try (var _ = child.lock()) {
            long begun = System.nanoTime();
            ProcessSpec spec = part.prepare(progress);
            boolean found = child.runs(spec);
            if (found) {
                try {
                    child.awaitReady(spec, Duration.ofSeconds(10));
                } catch (StackException notServing) {
                    progress.say(part.name(), "runs but does not serve: starting it again");
                    child.kill();
                    found = false;
                }
            } else if (child.running().isPresent()) {
                progress.say(part.name(), "changed: starting it again");
                child.stop();
            }
            if (!found) {
                startAndAwait(part, child, spec);
            }
            part.whenReady();
            progress.say(
                    part.name(),
                    found
                            ? "already running (pid %d)".formatted(pid(part.name()))
                            : "ready after %.1f s (pid %d)"
                                    .formatted(
                                            (System.nanoTime() - begun) / 1e9, pid(part.name())));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StackException(part.name() + ": " + e.getMessage(), e);
        }
    }

    private void startAndAwait(Part part, ChildProcess child, ProcessSpec spec) {
        progress.say(part.name(), "starting");
        child.start(part, spec);
        try {
            child.awaitReady(spec, spec.startLimit());
        } catch (StackException e) {
            if (child.running().isEmpty() && part.layer() == Part.Layer.STORES) {
                // What a kill left behind (a lock, shared memory) may need a moment to go.
                progress.say(part.name(), "ended while starting: once more");
                child.start(part, spec);
                child.awaitReady(spec, spec.startLimit());
                return;
            }
            child.kill();
            throw e;
        }
    }

    /// Starts one part, or finds it running, and waits until it serves.
    public void start(String name) {
        up(name);
    }

    /// Starts one part without waiting until it serves.
    public void startOnly(String name) {
        Part part = part(name);
        ChildProcess child = child(name);
        try (var _ = child.lock()) {
            ProcessSpec spec = part.prepare(progress);
            if (child.running().isEmpty()) {
                child.start(part, spec);
            }
        }
    }

    /// Ends one process in good order.
    public void stop(String name) {
        ChildProcess child = child(name);
        try (var _ = child.lock()) {
            if (child.running().isPresent()) {
                child.stop();
                progress.say(name, "stopped");
            }
        }
    }

    /// Ends one process with SIGKILL and returns when it is gone.
    public void kill(String name) {
        child(name).kill();
    }

    /// SIGSTOP: it stands still, from when this returns on, and keeps its connections.
    public void freeze(String name) {
        child(name).freeze();
    }

    /// SIGCONT.
    public void thaw(String name) {
        child(name).signal(Signal.CONT);
    }

    public boolean running(String name) {
        return child(name).running().isPresent();
    }

    public long pid(String name) {
        return child(name)
                .running()
                .orElseThrow(() -> new StackException(name + " does not run"))
                .pid();
    }

    public Path log(String name) {
        return child(name).log();
    }

    /// Makes AOT caches for the services that run and have none, one after the other: their next
    /// starts take half the CPU.
    public void train() {
        train(names());
    }

    /// A service that is stopped meanwhile is left as it is.
    ///
    /// @throws StackException for those that could not be trained, after the others were
    public void train(List<String> names) {
        if (known().isEmpty()) {
            // Erased meanwhile: nothing is to be made there.
            return;
        }
        @Nullable StackException failed = null;
        try (var _ = training()) {
            for (String name : names) {
                if (!running(name) || !(part(name) instanceof ServiceProcess service)) {
                    continue;
                }
                // What was built since then may change the stores of those who serve.
                ProcessSpec built = service.prepare(progress);
                BooleanSupplier runs = () -> child(name).runs(built);
                if (runs.getAsBoolean() && !service.isTrained()) {
                    progress.say(name, "making its AOT cache");
                    try {
                        service.train(runs);
                    } catch (StackException e) {
                        if (failed == null) {
                            failed = e;
                        } else {
                            failed.addSuppressed(e);
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw failed;
        }
    }

    private FolderLock training() {
        return FolderLock.of(context.data("apps").resolve("training.lock"));
    }

    /// Ends everything that was started from this folder, the gateway first and the stores last.
    public void down() {
        var layers = new TreeMap<Part.Layer, List<ChildProcess>>(Comparator.reverseOrder());
        for (ChildProcess child : known()) {
            child.sweep();
            ChildProcess.Asked asked = child.asked();
            if (child.running().isPresent() && asked != null) {
                layers.computeIfAbsent(asked.layer(), l -> new ArrayList<>()).add(child);
            }
        }
        for (List<ChildProcess> layer : layers.values()) {
            together(layer.stream().<Runnable>map(child -> () -> stop(child.name())).toList());
        }
        // A training ends when it sees that its service has.
        training().close();
    }

    /// `down`, and then removes the data, the secrets and the logs.
    public void erase() {
        down();
        for (ChildProcess child : known()) {
            if (child.running().isPresent()) {
                throw new StackException(child.name() + " still runs; nothing was erased");
            }
        }
        FileTree.delete(context.folder());
    }

    /// What is known of one process.
    ///
    /// @param state running, frozen, ended or not started
    /// @param residentKiB what it and its children hold in memory now, 0 when it does not run
    public record Status(String name, String state, long pid, Instant since, long residentKiB) {}

    public List<Status> status() {
        var names = new LinkedHashSet<String>(names());
        known().forEach(child -> names.add(child.name()));
        return names.stream().map(this::status).toList();
    }

    private Status status(String name) {
        ChildProcess child = child(name);
        Optional<ProcessIdentity> process = child.running();
        if (process.isEmpty()) {
            String state = child.recorded().isPresent() ? "ended" : "not started";
            return new Status(name, state, 0, Instant.EPOCH, 0);
        }
        long pid = process.get().pid();
        Instant since =
                ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().startInstant())
                        .orElse(Instant.EPOCH);
        String state = process.get().frozen() ? "frozen" : "running";
        return new Status(name, state, pid, since, residentKiB(pid));
    }

    /// With its children; what they share counts once.
    private static long residentKiB(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> ownKiB(process.pid()))
                .sum();
    }

    private static long ownKiB(long pid) {
        String memory = FileTree.readIfPresent(Path.of("/proc/" + pid + "/smaps_rollup"));
        return memory == null
                ? 0
                : memory.lines()
                        .filter(line -> line.startsWith("Pss:"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0);
    }

    private ChildProcess child(String name) {
        return new ChildProcess(name, context.folder());
    }

    private List<ChildProcess> known() {
        Path run = context.folder().resolve("run");
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".pid"))
                    .map(f -> child(f.substring(0, f.length() - ".pid".length())))
                    .sorted(Comparator.comparing(ChildProcess::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PostgresServer postgres() {
        return new PostgresServer(context);
    }

    private S3Server s3() {
        return new S3Server(context);
    }

    /// Runs `admin …` of user-service on this terminal, beside the running stack and with its
    /// credentials.
    ///
    /// @return the exit code
    public int admin(List<String> words) {
        if (!running(USER_SERVICE)) {
            throw new StackException("user-service does not run; run ./sentinel up first");
        }
        return services()
                .userService()
                .runOnce(Stream.concat(Stream.of("admin"), words.stream()).toList());
    }

    Part part(String name) {
        return switch (name) {
            case PostgresServer.NAME -> postgres();
            case RedisServer.NAME -> new RedisServer(context);
            case CassandraServer.NAME -> new CassandraServer(context);
            case KafkaServer.NAME -> new KafkaServer(context);
            case ElasticsearchServer.NAME -> new ElasticsearchServer(context);
            case S3Server.NAME -> s3();
            case USER_SERVICE -> services().userService();
            case PRESENCE_SERVICE -> services().presenceService();
            case FCM_STAND_IN -> services().fcmStandIn();
            case NOTIFICATION_SERVICE -> services().notificationService();
            case SEARCH_SERVICE -> services().searchService();
            case MEDIA_SERVICE -> services().mediaService();
            case PrometheusServer.NAME -> new PrometheusServer(context, messageInstances);
            case ZipkinServer.NAME -> new ZipkinServer(context);
            case GATEWAY -> services().gateway(messageInstances);
            default -> {
                if (name.matches(MESSAGE_SERVICE + "-[1-8]")) {
                    yield services().messageService(name.charAt(name.length() - 1) - '0');
                }
                throw new StackException(
                        "No part is called %s; there are %s"
                                .formatted(name, String.join(", ", names())));
            }
        };
    }

    private ServiceSettings services() {
        return new ServiceSettings(context, settings);
    }

    private Keysets keysets() {
        return new Keysets(context.secrets());
    }
}
