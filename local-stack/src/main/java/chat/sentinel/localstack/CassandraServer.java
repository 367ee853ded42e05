package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class CassandraServer implements Part {
    static final String NAME = "cassandra";
    static final String DATACENTER = "datacenter1";

    /// Cassandra's idle workers sleep for 10 µs and more, look for work, and sleep again. Threads
    /// whose timers may be late by this (ns) do so less often, which leaves the processors to
    /// others; a read waits for it a few times.
    private static final String LATE_TIMERS =
            "{ echo 2000000 > /proc/self/timerslack_ns; } 2> /dev/null; exec \"$@\"";

    private final StackContext stack;

    CassandraServer(StackContext stack) {
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
        return List.of(
                PortUse.ofBase(stack.ports().cassandraNative(), "Cassandra's clients"),
                PortUse.ofBase(stack.ports().cassandraStorage(), "Cassandra's nodes"));
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path jars = stack.artifacts().jars(NAME, progress);
        Path data = stack.data(NAME);
        Path yaml = data.resolve("cassandra.yaml");
        FileTree.write(yaml, yaml(data));
        Path logging = data.resolve("logback.xml");
        FileTree.write(logging, LOGGING);
        var command = new ArrayList<String>(List.of("sh", "-c", LATE_TIMERS, "sh"));
        command.add(Jdks.java17().toString());
        command.addAll(
                List.of(
                        "-Xms512m",
                        "-Xmx1g",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-XX:+PerfDisableSharedMem",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.net.preferIPv4Stack=true",
                        "-javaagent:" + jars.resolve("jamm-0.4.0.jar"),
                        "-Dcassandra.config=" + yaml.toUri(),
                        "-Dcassandra.storagedir=" + data,
                        "-Dcassandra.logdir=" + data,
                        "-Dlogback.configurationFile=" + logging.toUri(),
                        // One node: nobody to wait for.
                        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                        "-Dcassandra.ring_delay_ms=1000",
                        "-Dcassandra.superuser_setup_delay_ms=0",
                        // A worker that goes from one kind of work to another would tell the kernel
                        // its new name each time.
                        "-Dcassandra.set_sep_thread_name=false",
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-Dio.netty.allocator.useCacheForAllThreads=true",
                        "-Dio.netty.allocator.maxOrder=11"));
        EXPORTED.forEach(m -> command.addAll(List.of("--add-exports", m + "=ALL-UNNAMED")));
        OPENED.forEach(m -> command.addAll(List.of("--add-opens", m + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", jars + "/*", "org.apache.cassandra.service.CassandraDaemon"));
        return new ProcessSpec(command, Map.of(), data, this::select, Duration.ofMinutes(2));
    }

    private String yaml(Path data) {
        return """
        cluster_name: sentinel
        num_tokens: 1
        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters:
              - seeds: "127.0.0.1:%2$d"
        listen_address: 127.0.0.1
        rpc_address: 127.0.0.1
        native_transport_port: %1$d
        storage_port: %2$d
        ssl_storage_port: %2$d
        endpoint_snitch: SimpleSnitch
        dynamic_snitch: false
        auto_bootstrap: false
        authenticator: AllowAllAuthenticator
        authorizer: AllowAllAuthorizer
        data_file_directories:
          - "%3$s/data"
        commitlog_directory: "%3$s/commitlog"
        saved_caches_directory: "%3$s/saved_caches"
        hints_directory: "%3$s/hints"
        cdc_raw_directory: "%3$s/cdc_raw"
        # There is no replica here: a write is acknowledged once it is on disk, so that neither a kill
        # nor a power cut takes back what the log's offsets already count as stored.
        commitlog_sync: group
        commitlog_sync_group_window: 20ms
        commitlog_disk_access_mode: %4$s
        commitlog_segment_size: 16MiB
        memtable_heap_space: 192MiB
        memtable_offheap_space: 128MiB
        memtable_allocation_type: heap_buffers
        concurrent_reads: 16
        # As many as there are threads for requests: a write need not be handed to another.
        concurrent_writes: 128
        concurrent_compactors: 1
        file_cache_size: 128MiB
        key_cache_size: 32MiB
        auto_snapshot: false
        incremental_backups: false
        snapshot_before_compaction: false
        hinted_handoff_enabled: false
        """
                .formatted(
                        stack.ports().cassandraNative(),
                        stack.ports().cassandraStorage(),
                        data,
                        writesDirectly(data) ? "direct" : "legacy");
    }

    /// Whether the log is written past the page cache. Mapped into memory instead (`legacy`) each
    /// of its pages costs a fault and is wiped first. Only where that is known to work.
    private static boolean writesDirectly(Path folder) {
        try {
            return Set.of("ext4", "xfs").contains(Files.getFileStore(folder).type());
        } catch (IOException e) {
            return false;
        }
    }

    /// `SELECT` over the native protocol (version 4), so that the launcher needs no driver.
    private void select() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), stack.ports().cassandraNative()),
                    1000);
            socket.setSoTimeout(5000);
            var out = new DataOutputStream(socket.getOutputStream());
            var in = new DataInputStream(socket.getInputStream());
            byte[] version = "CQL_VERSION".getBytes(UTF_8);
            byte[] number = "3.0.0".getBytes(UTF_8);
            header(out, 0x01, 2 + 2 + version.length + 2 + number.length);
            out.writeShort(1);
            out.writeShort(version.length);
            out.write(version);
            out.writeShort(number.length);
            out.write(number);
            out.flush();
            expect(in, 0x02, "READY");
            byte[] query = "SELECT release_version FROM system.local".getBytes(UTF_8);
            header(out, 0x07, 4 + query.length + 2 + 1);
            out.writeInt(query.length);
            out.write(query);
            out.writeShort(0x0001);
            out.writeByte(0);
            out.flush();
            expect(in, 0x08, "RESULT");
        }
    }

    private static void header(DataOutputStream out, int opcode, int length) throws IOException {
        out.writeByte(0x04);
        out.writeByte(0);
        out.writeShort(0);
        out.writeByte(opcode);
        out.writeInt(length);
    }

    private static void expect(DataInputStream in, int opcode, String name) throws IOException {
        in.readFully(new byte[4]);
        int got = in.readUnsignedByte();
        in.readFully(new byte[Math.min(in.readInt(), 1 << 20)]);
        if (got != opcode) {
            throw new IOException("opcode " + got + " instead of " + name);
        }
    }

    // Cassandra's own jvm17-server.options.
    private static final List<String> EXPORTED =
            List.of(
                    "java.base/jdk.internal.misc",
                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                    "java.rmi/sun.rmi.registry",
                    "java.rmi/sun.rmi.server",
                    "java.sql/java.sql",
                    "java.base/java.lang.ref",
                    "jdk.unsupported/sun.misc",
                    "jdk.compiler/com.sun.tools.javac.file",
                    "jdk.attach/sun.tools.attach");

    private static final List<String> OPENED =
            List.of(
                    "java.base/java.lang.module",
                    "java.base/jdk.internal.loader",
                    "java.base/jdk.internal.ref",
                    "java.base/jdk.internal.reflect",
                    "java.base/jdk.internal.math",
                    "java.base/jdk.internal.module",
                    "java.base/jdk.internal.util.jar",
                    "jdk.management/com.sun.management.internal",
                    "java.base/sun.nio.ch",
                    "java.base/java.io",
                    "java.base/java.lang.reflect",
                    "jdk.compiler/com.sun.tools.javac",
                    "java.base/java.lang",
                    "java.base/java.util",
                    "java.base/java.nio");

    private static final String LOGGING =
            """
            <configuration>
              <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%date{ISO8601} %-5level [%thread] %logger{1} - %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="console"/></root>
            </configuration>
            """;
}
