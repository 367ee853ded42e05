package chat.sentinel.search.query;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.search.box.Box;
import chat.sentinel.search.box.BoxParser;
import chat.sentinel.search.box.Dates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A search as it was asked for: the box, and parameters that say the same as operators in it. Both
/// count.
record Asked(
        @Nullable String q,
        @Nullable String chatId,
        @Nullable String from,
        @Nullable String before,
        @Nullable String after,
        @Nullable String type,
        @Nullable String sort) {

    /// @throws SentinelException VALIDATION_FAILED
    Box box() {
        Box typed = BoxParser.parse(q == null ? "" : q);
        List<String> senders = new ArrayList<>(typed.senders());
        if (from != null) {
            if (from.isBlank() || from.length() > BoxParser.LONGEST) {
                throw SentinelException.invalid("from", "has to be a name or an id");
            }
            senders.add(from.strip());
        }
        Set<String> types = new LinkedHashSet<>(typed.types());
        if (type != null) {
            types.addAll(BoxParser.types("type", type));
        }
        Box box =
                new Box(
                        typed.texts(),
                        senders,
                        BoxParser.earlier(
                                typed.before(),
                                before == null ? null : Dates.parse("before", before)),
                        BoxParser.later(
                                typed.after(), after == null ? null : Dates.parse("after", after)),
                        types);
        if (box.isEmpty()) {
            throw SentinelException.invalid("q", "has to say what to look for");
        }
        return box;
    }

    /// Of whom and of what a cursor is.
    String context(UserId user) {
        String all =
                String.join(
                        "|",
                        part(q),
                        part(chatId),
                        part(from),
                        part(before),
                        part(after),
                        part(type),
                        part(sort));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return "search:" + user + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// No two lists of parameters look the same.
    private static String part(@Nullable String value) {
        return value == null ? "-" : value.length() + ":" + value;
    }
}
