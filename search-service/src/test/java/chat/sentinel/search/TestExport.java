package chat.sentinel.search;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Answers as message-service's export does, in very small pages.
public final class TestExport {
    static final String KEY = "the key of this installation, long enough";

    private final Map<String, List<ChatEvent>> chats = Collections.synchronizedMap(new TreeMap<>());
    private final Map<String, List<ChatEvent>> later = Collections.synchronizedMap(new TreeMap<>());
    private final Set<String> rubbish = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private volatile int failures;
    private volatile Runnable before = () -> {};

    TestExport() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/export/chats", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void has(ChatId chat, ChatEvent... messages) {
        chats.put(chat.toString(), List.of(messages));
    }

    public void forget(ChatId chat) {
        chats.remove(chat.toString());
        rubbish.remove(chat.toString());
    }

    /// What it has once it was read to its end.
    public void hasThen(ChatId chat, ChatEvent... messages) {
        later.put(chat.toString(), List.of(messages));
    }

    /// So many answers fail.
    public void fails(int times) {
        failures = times;
    }

    /// Done once, after the rebuild has begun to copy.
    public void meanwhile(Runnable done) {
        before = done;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (failures > 0) {
            failures--;
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        Runnable once = before;
        before = () -> {};
        once.run();
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getQuery());
        String json =
                path.endsWith("/messages")
                        ? messages(path.split("/", -1)[4], query)
                        : chats(query.get("after"));
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String chats(@org.jspecify.annotations.Nullable String after) {
        List<String> all = new ArrayList<>(chats.keySet());
        int from = after == null ? 0 : Integer.parseInt(after);
        if (from >= all.size()) {
            return "{\"chats\":[],\"next\":null}";
        }
        return "{\"chats\":[\"%s\"],\"next\":\"%d\"}".formatted(all.get(from), from + 1);
    }

    /// Before its messages there is something that is no event.
    public void alsoHasRubbish(ChatId chat) {
        rubbish.add(chat.toString());
    }

    private String messages(String chat, Map<String, String> query) {
        long after = Long.parseLong(query.getOrDefault("after_seq", "0"));
        List<ChatEvent> left =
                chats.getOrDefault(chat, List.of()).stream()
                        .filter(event -> event.getSeq() > after)
                        .toList();
        List<ChatEvent> page = left.subList(0, Math.min(2, left.size()));
        if (left.size() <= 2 && later.containsKey(chat)) {
            chats.put(chat, later.remove(chat));
        }
        List<byte[]> events = new ArrayList<>();
        if (after == 0 && rubbish.contains(chat)) {
            events.add(new byte[] {(byte) 0xff});
        }
        page.forEach(event -> events.add(event.toByteArray()));
        return "{\"stored_seq\":%d,\"events\":[%s],\"next\":%s}"
                .formatted(
                        left.isEmpty() ? after : left.getLast().getSeq(),
                        events.stream()
                                .map(event -> '"' + Base64.getEncoder().encodeToString(event) + '"')
                                .collect(Collectors.joining(",")),
                        left.size() > 2 ? String.valueOf(page.getLast().getSeq()) : "null");
    }

    private static Map<String, String> query(String query) {
        return java.util.Arrays.stream(query.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
