package chat.sentinel.benchmarks;

import chat.sentinel.localstack.Ports;
import chat.sentinel.localstack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// CPU and memory of the running system's processes.
final class Machine {
    private static final double MILLIS_PER_TICK = 10;

    private final Stack stack;

    Machine(Options options) {
        this.stack =
                Stack.open(
                        options.folder(),
                        new Ports(options.portBase(), options.gateway().getPort()));
    }

    /// CPU milliseconds of each process and its children since they started; `clients` is this one.
    Map<String, Double> cpuMillis() {
        Map<String, Double> cpu = new LinkedHashMap<>();
        for (Stack.Status process : stack.status()) {
            ProcessHandle.of(process.pid())
                    .ifPresent(
                            parent ->
                                    cpu.put(
                                            process.name(),
                                            Stream.concat(Stream.of(parent), parent.descendants())
                                                    .mapToDouble(p -> cpuMillis(p.pid()))
                                                    .sum()));
        }
        cpu.put("clients", cpuMillis(ProcessHandle.current().pid()));
        return cpu;
    }

    /// Resident MiB of one process.
    long residentMiB(String name) {
        return stack.status().stream()
                        .filter(process -> process.name().equals(name))
                        .mapToLong(Stack.Status::residentKiB)
                        .sum()
                / 1024;
    }

    /// Resident bytes of every message-service instance.
    long messageServiceBytes() {
        return stack.status().stream()
                        .filter(process -> process.name().startsWith(Stack.MESSAGE_SERVICE))
                        .mapToLong(Stack.Status::residentKiB)
                        .sum()
                * 1024;
    }

    /// Live heap of every message-service instance, after a full collection.
    long messageServiceLiveHeap() {
        long bytes = 0;
        for (Stack.Status process : stack.status()) {
            if (process.name().startsWith(Stack.MESSAGE_SERVICE) && process.pid() > 0) {
                bytes += liveHeap(process.pid());
            }
        }
        return bytes;
    }

    /// Which process is which.
    Stack stack() {
        return stack;
    }

    private static long liveHeap(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process =
                    new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                            .redirectErrorStream(true)
                            .start();
            String last = "";
            try (var lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("Total")) {
                        last = line;
                    }
                }
            }
            String[] words = last.trim().split("\\s+");
            return Long.parseLong(words[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double cpuMillis(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
        } catch (IOException e) {
            return 0;
        }
    }
}
