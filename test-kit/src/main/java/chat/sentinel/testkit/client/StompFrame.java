package chat.sentinel.testkit.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A frame from the server.
record StompFrame(String command, Map<String, String> headers, byte[] body) {
    static StompFrame read(ByteBuf bytes) {
        String command = line(bytes);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(bytes); !line.isEmpty(); line = line(bytes)) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(line.substring(0, colon), unescape(line.substring(colon + 1)));
        }
        String length = headers.get("content-length");
        byte[] body =
                new byte[length == null ? bytes.bytesBefore((byte) 0) : Integer.parseInt(length)];
        bytes.readBytes(body);
        return new StompFrame(command, headers, body);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String line(ByteBuf bytes) {
        int length = bytes.bytesBefore((byte) '\n');
        String line = bytes.readCharSequence(length, StandardCharsets.UTF_8).toString();
        bytes.skipBytes(1);
        return line;
    }

    private static String unescape(String value) {
        return value.replace("\\c", ":")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\\\", "\\");
    }
}
