package chat.sentinel.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./sentinel reindex`: has search-service build its index anew, and says how far it is. Whoever
/// stops looking stops nothing; who asks again finds the one under way.
final class Reindex {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Stack stack;

    Reindex(Stack stack) {
        this.stack = stack;
    }

    void run() {
        if (!stack.running(Stack.SEARCH_SERVICE)) {
            throw new StackException("search-service does not run; run ./sentinel up first");
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = ask(client, "POST");
            String said = "";
            while (!phase(answer).equals("none") && !phase(answer).equals("incomplete")) {
                String now = progress(answer);
                if (!now.equals(said)) {
                    System.out.println("  " + now);
                    said = now;
                }
                Thread.sleep(STEP);
                answer = ask(client, "GET");
            }
            if (phase(answer).equals("incomplete")) {
                throw new StackException(
                        number(answer, "missing")
                                + " messages are missing in the new index, so the old one is"
                                + " searched on; run it again");
            }
            System.out.printf(
                    "  done: index %d is searched, %s%n",
                    number(answer, "generation"), counted(answer));
        } catch (IOException e) {
            throw new StackException("search-service does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String ask(HttpClient client, String method) throws IOException, InterruptedException {
        String key = FileTree.readIfPresent(stack.folder().resolve("secrets/internal-key"));
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + stack.ports().searchService()
                                                        + "/internal/reindex"))
                                .timeout(Duration.ofSeconds(30))
                                .header(
                                        "Authorization",
                                        "Bearer " + (key == null ? "" : key.strip()))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String progress(String answer) {
        return switch (phase(answer)) {
            case "begun" -> "both indices are written from now on";
            case "copying" -> "copying: " + counted(answer);
            default -> "the new index is searched; the old one goes";
        };
    }

    private static String counted(String answer) {
        return "%d chats, %d messages, %d missing, %d that cannot be read"
                .formatted(
                        number(answer, "chats"),
                        number(answer, "messages"),
                        number(answer, "missing"),
                        number(answer, "bad"));
    }

    private static String phase(String answer) {
        Matcher matcher = Pattern.compile("\"phase\":\"(\\w+)\"").matcher(answer);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static int number(String answer, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(answer);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
