package chat.sentinel.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The root of Sentinel's tree, in which the launcher runs.
final class Root {
    private Root() {}

    static Path find() {
        String told = System.getProperty("sentinel.root");
        if (told != null && Files.exists(Path.of(told, "mvnw"))) {
            return Path.of(told).toAbsolutePath().normalize();
        }
        for (@Nullable Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))
                    && Files.isDirectory(folder.resolve("local-stack"))) {
                return folder;
            }
        }
        throw new StackException("Run this inside Sentinel's source tree.");
    }
}
