package chat.sentinel.search.elastic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.ResponseException;
import org.springframework.stereotype.Component;

/// Generations of the indices of messages: made, put behind the alias, dropped. All of it is
/// harmless to repeat.
@Component
public class MessageIndices {
    private final Templates templates;
    private final Indices indices;
    private final Pattern generationOf;

    MessageIndices(Templates templates, Indices indices) {
        this.templates = templates;
        this.indices = indices;
        this.generationOf = Pattern.compile(Pattern.quote(indices.messages()) + "-r(\\d+)-.*");
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new StoreAway(what, e);
        }
    }

    /// So that it can be written; nobody finds it yet.
    public void prepare(int generation) {
        run(
                "make indices",
                () -> {
                    template(generation, false);
                    templates.makeIndex(indices.older(generation));
                });
    }

    /// From now on this one is searched, and no other.
    public void show(int generation) {
        run(
                "show another index",
                () -> {
                    for (int other : generations()) {
                        if (other != generation) {
                            template(other, false);
                        }
                    }
                    template(generation, true);
                    templates.makeIndex(indices.older(generation));
                    templates.send(
                            "POST",
                            "/_aliases",
                            """
                            {"actions": [
                              {"remove": {"index": "%1$s-r*", "alias": "%1$s", "must_exist": false}},
                              {"add": {"index": "%2$s", "alias": "%1$s"}}]}
                            """
                                    .formatted(
                                            indices.messages(), indices.allMessages(generation)));
                });
    }

    /// Never one that is newer: it may be built by now.
    public void dropOlderThan(int generation) {
        run(
                "drop indices",
                () -> {
                    for (String index : names()) {
                        if (generation(index) < generation) {
                            templates.send("DELETE", "/" + index, null);
                            templates.drop("messages-r" + generation(index));
                        }
                    }
                });
    }

    private void template(int generation, boolean shown) throws IOException {
        templates.put(
                "messages-r" + generation,
                "messages",
                Map.of(
                        "generation",
                        String.valueOf(generation),
                        "alias",
                        shown ? "\"" + indices.messages() + "\": {}" : ""));
    }

    private List<Integer> generations() throws IOException {
        return names().stream().map(this::generation).distinct().toList();
    }

    private int generation(String index) {
        Matcher matcher = generationOf.matcher(index);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            String lines =
                    EntityUtils.toString(
                            templates
                                    .send(
                                            "GET",
                                            "/_cat/indices/" + indices.messages() + "-r*?h=index",
                                            null)
                                    .getEntity());
            lines.lines()
                    .map(String::strip)
                    .filter(line -> generation(line) > 0)
                    .forEach(names::add);
        } catch (ResponseException e) {
            if (e.getResponse().getStatusLine().getStatusCode() != 404) {
                throw e;
            }
        }
        return names;
    }
}
