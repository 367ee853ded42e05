package chat.sentinel.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How one process is run. Two equal fingerprints mean that a running process need not be replaced.
record ProcessSpec(
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        Probe probe,
        Duration startLimit) {

    ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    String fingerprint() {
        var parts = new ArrayList<String>(command);
        new TreeMap<>(environment).forEach((name, value) -> parts.add(name + "=" + value));
        parts.add(workingDirectory.toString());
        return FileTree.sha256(String.join("\0", parts));
    }
}
