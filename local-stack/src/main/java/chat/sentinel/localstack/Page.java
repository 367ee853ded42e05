package chat.sentinel.localstack;

import java.nio.file.Files;
import java.nio.file.Path;

/// The web client, as its build left it. Without Node.js there is none, and all else runs.
final class Page {
    private Page() {}

    static Path folder() {
        return Root.find().resolve("web-client/dist");
    }

    static boolean isBuilt() {
        return Files.exists(folder().resolve("index.html"));
    }
}
