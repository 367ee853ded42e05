import module java.net.http;

final Set<String> waiting = ConcurrentHashMap.newKeySet(); // ids that were sent and are not accepted yet
final CountDownLatch ready = new CountDownLatch(1);

/// Prints what NAME hears, sends each line that is typed: java Client.java http://localhost:8080 NAME PASSWORD CHAT_ID
void main(String[] args) throws Exception {
    var http = HttpClient.newHttpClient();
    var login = HttpRequest.newBuilder(URI.create(args[0] + "/login")).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("""
                {"username": "%s", "password": "%s"}""".formatted(args[1], args[2])));
    var answer = http.send(login.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) gone(answer.body());
    var socket = http.newWebSocketBuilder().subprotocols("v12.stomp").buildAsync(
            URI.create(args[0].replaceFirst("http", "ws") + "/chat"), new WebSocket.Listener() {
                String frame = "";
                public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                    frame += part;
                    if (last) { heard(from, frame); frame = ""; }
                    return WebSocket.Listener.super.onText(from, part, last);
                }
                public CompletionStage<?> onClose(WebSocket from, int code, String why) { return gone("closed: " + code); }
                public void onError(WebSocket from, Throwable error) { gone(error.toString()); }
            }).join();
    send(socket, "CONNECT\naccept-version:1.2\nhost:sentinel\nAuthorization:Bearer " + text("access_token", answer.body()), "");
    ready.await();
    for (String line; (line = IO.readln()) != null; ) {
        long time = System.currentTimeMillis() << 16 | 0x7000 | UUID.randomUUID().getMostSignificantBits() & 0xfff;
        String id = new UUID(time, UUID.randomUUID().getLeastSignificantBits()).toString(); // a UUIDv7
        waiting.add(id);
        send(socket, "SEND\ndestination:/app/send_message", """
                {"message_id": "%s", "chat_id": "%s", "type": "text", "content": "%s"}"""
                .formatted(id, args[3], line.replace("\\", "\\\\").replace("\"", "\\\"")));
    }
    while (!waiting.isEmpty()) Thread.sleep(50);
    System.exit(0);
}

void heard(WebSocket from, String frame) {
    if (frame.startsWith("CONNECTED")) send(from, "SUBSCRIBE\nid:0\ndestination:/user/queue/events\nreceipt:ready", "");
    else if (frame.startsWith("RECEIPT")) ready.countDown(); // from now on nothing is missed unnoticed
    else if (!frame.isBlank()) IO.println(frame.replaceFirst("(?s)^MESSAGE.*?\n\n", "").replace("\0", "")); // an event, or an ERROR
    if (frame.contains("\"event\":\"message_accepted\"") || frame.contains("\"event\":\"error\"")) waiting.remove(text("message_id", frame));
}

CompletionStage<?> gone(String why) { // a client that stays would connect again, and sync
    IO.println(why);
    System.exit(1);
    return null;
}

synchronized void send(WebSocket to, String head, String body) {
    to.sendText(head + "\n\n" + body + "\0", true).join();
}

String text(String field, String json) {
    return json.replaceAll("(?s).*\"" + field + "\":\"([^\"]*)\".*", "$1");
}
