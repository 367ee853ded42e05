package chat.sentinel.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Names the process that listens on a port, as far as the present user may see it.
final class PortHolder {
    private PortHolder() {}

    static String describe(int port) {
        return inode(port)
                .flatMap(PortHolder::process)
                .map(pid -> " (pid " + pid + " " + commandOf(pid) + ")")
                .orElse("");
    }

    private static Optional<String> inode(int port) {
        String suffix = ":%04X".formatted(port);
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                Optional<String> found =
                        lines.skip(1)
                                .map(line -> line.strip().split("\\s+"))
                                .filter(f -> f[1].endsWith(suffix) && f[3].equals("0A"))
                                .map(f -> f[9])
                                .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException e) {
                // Not told; the message does without.
            }
        }
        return Optional.empty();
    }

    private static Optional<String> process(String inode) {
        String wanted = "socket:[" + inode + "]";
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(p -> holds(p, wanted))
                    .map(p -> p.getFileName().toString())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String wanted) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(
                    fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString().equals(wanted);
                        } catch (IOException e) {
                            return false;
                        }
                    });
        } catch (IOException e) {
            return false;
        }
    }

    private static String commandOf(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
