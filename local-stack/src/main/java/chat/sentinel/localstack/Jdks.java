package chat.sentinel.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds installed JDKs by their `release` file.
final class Jdks {
    private Jdks() {}

    /// The `java` of the JDK that runs this launcher, which is the one that the services run on.
    static Path java25() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /// The `java` of a JDK 17, on which alone Cassandra 5.0 runs.
    static Path java17() {
        return homes().stream()
                .filter(home -> feature(home) == 17)
                .map(home -> home.resolve("bin/java"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new StackException(
                                        """
                                        JDK 17 is missing. Cassandra 5.0 runs on no newer one. Install it:
                                          Debian, Ubuntu:  apt-get install openjdk-17-jdk-headless
                                          Fedora:          dnf install java-17-openjdk-headless
                                          SDKMAN:          sdk install java 17-tem
                                        or set SENTINEL_JDK_17 to the folder of one.\
                                        """));
    }

    private static Set<Path> homes() {
        var homes = new LinkedHashSet<Path>();
        add(homes, System.getenv("SENTINEL_JDK_17"));
        add(homes, System.getenv("JAVA_HOME"));
        System.getenv()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("JAVA_HOME_17") || name.equals("JDK_17")) {
                                add(homes, value);
                            }
                        });
        for (String folder : pathFolders()) {
            onPath(Path.of(folder, "java")).ifPresent(homes::add);
        }
        String home = System.getProperty("user.home");
        for (String parent :
                List.of(
                        "/usr/lib/jvm",
                        "/usr/java",
                        "/opt/java",
                        "/opt",
                        home + "/.sdkman/candidates/java",
                        home + "/.jdks",
                        home + "/.local/share/mise/installs/java",
                        home + "/.asdf/installs/java")) {
            homes.addAll(children(Path.of(parent)));
        }
        return homes;
    }

    private static List<String> pathFolders() {
        String path = System.getenv("PATH");
        return path == null ? List.of() : List.of(path.split(":", -1));
    }

    private static void add(Set<Path> homes, @Nullable String home) {
        if (home != null && !home.isBlank()) {
            homes.add(Path.of(home));
        }
    }

    private static Optional<Path> onPath(Path java) {
        try {
            return Files.isExecutable(java)
                    ? Optional.ofNullable(java.toRealPath().getParent()).map(Path::getParent)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return new ArrayList<>(children.sorted().toList());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static int feature(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                    .map(version -> Integer.parseInt(version.split("[.+-]", -1)[0]))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
