package chat.sentinel.benchmarks.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A text with speakers. Each line of the file is `NAME: what is said`; an empty line ends a scene;
/// lines that begin with `#` come first and say what the text is.
///
/// @param title the first of those
record Play(String title, List<Line> lines) {
    private static final String EARNEST = "/demo/the-importance-of-being-earnest.txt";

    /// A line of the file, before it is known to whom it is said.
    private record Spoken(String speaker, String text) {}

    static Play earnest() {
        try (InputStream file = Play.class.getResourceAsStream(EARNEST)) {
            if (file == null) {
                throw new IllegalStateException(EARNEST + " is not in this build");
            }
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException when the text is not of this form, or somebody talks alone
    static Play parse(String text) {
        String title = "";
        List<Line> lines = new ArrayList<>();
        List<Spoken> scene = new ArrayList<>();
        for (String row : text.lines().toList()) {
            if (row.startsWith("#")) {
                title = title.isEmpty() ? row.substring(1).strip() : title;
            } else if (row.isBlank()) {
                addScene(lines, scene);
                scene.clear();
            } else {
                scene.add(spoken(row));
            }
        }
        addScene(lines, scene);
        return new Play(title, List.copyOf(lines));
    }

    Set<String> speakers() {
        return lines.stream()
                .map(Line::speaker)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Spoken spoken(String row) {
        int colon = row.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("no speaker in: " + row);
        }
        return new Spoken(row.substring(0, colon).strip(), row.substring(colon + 1).strip());
    }

    private static void addScene(List<Line> lines, List<Spoken> scene) {
        for (int i = 0; i < scene.size(); i++) {
            Spoken spoken = scene.get(i);
            lines.add(new Line(spoken.speaker(), partner(scene, i), spoken.text()));
        }
    }

    private static String partner(List<Spoken> scene, int index) {
        String speaker = scene.get(index).speaker();
        for (Spoken later : scene.subList(index, scene.size())) {
            if (!later.speaker().equals(speaker)) {
                return later.speaker();
            }
        }
        for (Spoken earlier : scene.subList(0, index).reversed()) {
            if (!earlier.speaker().equals(speaker)) {
                return earlier.speaker();
            }
        }
        throw new IllegalArgumentException(speaker + " talks to nobody");
    }
}
