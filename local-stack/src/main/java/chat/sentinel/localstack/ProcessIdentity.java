package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A process and the moment at which it began. The number alone may by now belong to somebody
/// else; the three together never do.
record ProcessIdentity(long pid, long startTicks, String bootId) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /// Reads what the start script left: the process's own `/proc/PID/stat` line and the boot id.
    static Optional<ProcessIdentity> parse(String record) {
        String[] lines = record.strip().split("\n", -1);
        if (lines.length != 2) {
            return Optional.empty();
        }
        try {
            Stat stat = Stat.parse(lines[0]);
            return Optional.of(new ProcessIdentity(stat.pid, stat.startTicks, lines[1].strip()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /// Whether exactly this process still runs. One that has ended and waits for its parent
    /// does not.
    boolean alive() {
        try {
            Stat now = Stat.parse(Files.readString(Path.of("/proc/" + pid + "/stat")));
            return now.startTicks == startTicks
                    && now.state != 'Z'
                    && now.state != 'X'
                    && Files.readString(BOOT_ID).strip().equals(bootId);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    boolean ofThisBoot() {
        try {
            return Files.readString(BOOT_ID).strip().equals(bootId);
        } catch (IOException e) {
            return false;
        }
    }

    /// Stopped by SIGSTOP.
    boolean frozen() {
        try {
            return Stat.parse(Files.readString(Path.of("/proc/" + pid + "/stat"))).state == 'T';
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /// The children that this process, now dead, has left behind: those of its session, which
    /// is numbered like it, that work in its folder. The number of a session is not given to
    /// another process as long as one of its members lives.
    List<ProcessIdentity> leftBehind(Path folder) {
        if (alive() || !ofThisBoot()) {
            return List.of();
        }
        var left = new ArrayList<ProcessIdentity>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    Stat stat = Stat.parse(Files.readString(process.resolve("stat")));
                    if (stat.session == pid
                            && stat.pid != pid
                            && stat.startTicks >= startTicks
                            && Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder)) {
                        left.add(new ProcessIdentity(stat.pid, stat.startTicks, bootId));
                    }
                } catch (IOException | RuntimeException e) {
                    // It ended meanwhile, or is not ours to look at.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    private record Stat(long pid, char state, long session, long startTicks) {
        static Stat parse(String line) {
            // The name in parentheses may itself hold blanks and parentheses.
            int name = line.lastIndexOf(')');
            String[] fields = line.substring(name + 2).strip().split(" ", -1);
            return new Stat(
                    Long.parseLong(line.substring(0, line.indexOf(' '))),
                    fields[0].charAt(0),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]));
        }
    }
}
