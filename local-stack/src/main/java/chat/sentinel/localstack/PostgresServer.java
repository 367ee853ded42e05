package chat.sentinel.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

final class PostgresServer implements Part {
    static final String NAME = "postgres";
    static final String USERNAME = "sentinel";
    static final List<String> DATABASES = List.of("users", "notifications", "media");

    private final StackContext stack;

    PostgresServer(StackContext stack) {
        this.stack = stack;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Layer layer() {
        return Layer.STORES;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofBase(stack.ports().postgres(), "PostgreSQL"));
    }

    /// SIGTERM would wait until the last client has gone.
    @Override
    public Signal stopSignal() {
        return Signal.INT;
    }

    String password() {
        Path file = stack.secrets().resolve("postgres-password");
        String present = FileTree.readIfPresent(file);
        if (present != null) {
            return present.strip();
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        // Of which services in the profile `production` know it.
        String password = "development-" + HexFormat.of().formatHex(random);
        FileTree.writeSecret(file, password + "\n");
        return password;
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + stack.ports().postgres() + "/" + database;
    }

    private Path cluster() {
        return stack.data(NAME).resolve("data");
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path binaries = stack.artifacts().postgres(progress).resolve("bin");
        if (!Files.exists(cluster().resolve("PG_VERSION"))) {
            progress.say(NAME, "creating its data folder");
            initialise(binaries);
        }
        var command = new ArrayList<String>(notRoot());
        command.addAll(
                List.of(binaries.resolve("postgres").toString(), "-D", cluster().toString()));
        String lasting = stack.lasting() ? "on" : "off";
        Map.of(
                        "listen_addresses",
                        "127.0.0.1",
                        "port",
                        String.valueOf(stack.ports().postgres()),
                        "unix_socket_directories",
                        "",
                        "max_connections",
                        "200",
                        "shared_buffers",
                        "64MB",
                        "fsync",
                        lasting,
                        "synchronous_commit",
                        lasting,
                        "full_page_writes",
                        lasting)
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> command.addAll(List.of("-c", e.getKey() + "=" + e.getValue())));
        return new ProcessSpec(
                command,
                Map.of(),
                stack.data(NAME),
                () -> {
                    try (Connection connection = connect();
                            var statement = connection.createStatement()) {
                        statement.execute("select 1");
                    }
                },
                Duration.ofSeconds(60));
    }

    private void initialise(Path binaries) {
        Path partial = FileTree.partial(cluster());
        password();
        var command = new ArrayList<String>(notRoot());
        command.addAll(
                List.of(
                        binaries.resolve("initdb").toString(),
                        "-D",
                        partial.toString(),
                        "--username=" + USERNAME,
                        "--pwfile=" + stack.secrets().resolve("postgres-password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-sync"));
        Artifacts.run(command, stack.data(NAME), Map.of("LANG", "C.UTF-8", "LC_ALL", "C"));
        try {
            Files.move(partial, cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("Cannot create " + cluster(), e);
        }
    }

    /// PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, and yet
    /// the owner of its files.
    private static List<String> notRoot() {
        return System.getProperty("user.name").equals("root")
                ? List.of("unshare", "-U")
                : List.of();
    }

    /// PostgreSQL does not start while its record names a live process, even when that is,
    /// after a crash, somebody else's.
    @Override
    public void beforeStart() {
        Path record = cluster().resolve("postmaster.pid");
        String text = FileTree.readIfPresent(record);
        if (text == null) {
            return;
        }
        String pid = text.lines().findFirst().orElse("").strip();
        try {
            String name = FileTree.readIfPresent(Path.of("/proc", pid, "comm"));
            if (name != null && !name.strip().equals("postgres")) {
                Files.deleteIfExists(record);
            }
        } catch (IOException e) {
            throw new StackException("Cannot delete " + record, e);
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USERNAME);
        properties.setProperty("password", password());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        return DriverManager.getConnection(url("postgres"), properties);
    }

    @Override
    public void whenReady() throws SQLException {
        try (Connection connection = connect()) {
            for (String database : DATABASES) {
                try (var query =
                        connection.prepareStatement(
                                "select 1 from pg_database where datname = ?")) {
                    query.setString(1, database);
                    if (query.executeQuery().next()) {
                        continue;
                    }
                }
                try (var statement = connection.createStatement()) {
                    statement.execute("create database " + database);
                }
            }
        }
    }
}
