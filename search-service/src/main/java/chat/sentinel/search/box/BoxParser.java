package chat.sentinel.search.box;

import chat.sentinel.contracts.SentinelException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the search box: words, `"phrases"`, and `from:`, `before:`, `after:`, `has:`, `type:` with
/// a value. Everything else is text: there are no wildcards, brackets or other operators, so
/// nothing that is typed is more than the words in it.
public final class BoxParser {
    /// In characters.
    public static final int LONGEST = 500;

    /// Words and phrases.
    public static final int MOST_TEXTS = 20;

    /// As [Words] counts them: each is a clause of the query at least.
    static final int MOST_WORDS = 60;

    static final int MOST_SENDERS = 10;
    private static final String FIELD = "q";

    /// An operator with a value in quotes or without; a phrase; a word. No part can be read in two
    /// ways, so it takes as long as the text is.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<name>from|before|after|has|type):(?:\"(?<quoted>[^\"]*)\"?|(?<value>[^\\s\"]*))"
                            + "|\"(?<phrase>[^\"]*)(?:\"|$)"
                            + "|(?<word>[^\\s\"]+)",
                    Pattern.CASE_INSENSITIVE);

    private final List<Box.Text> texts = new ArrayList<>();
    private final List<String> senders = new ArrayList<>();
    private final Set<String> types = new LinkedHashSet<>();
    private int words;
    private @Nullable Instant before;
    private @Nullable Instant after;

    private BoxParser() {}

    /// @throws SentinelException VALIDATION_FAILED, which says what is wrong
    public static Box parse(String typed) {
        if (typed.codePointCount(0, typed.length()) > LONGEST) {
            throw SentinelException.invalid(FIELD, "may have " + LONGEST + " characters");
        }
        return new BoxParser().read(plain(typed));
    }

    /// Quotes as typewriters make them, and blanks for what is not printed.
    private static String plain(String typed) {
        StringBuilder plain = new StringBuilder(typed.length());
        typed.codePoints()
                .map(
                        c ->
                                switch (c) {
                                    case '“', '”', '„', '«', '»' -> '"';
                                    default -> Character.isISOControl(c) ? ' ' : c;
                                })
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private Box read(String text) {
        Matcher tokens = TOKEN.matcher(text);
        while (tokens.find()) {
            String name = tokens.group("name");
            String phrase = tokens.group("phrase");
            String word = tokens.group("word");
            if (name != null) {
                String quoted = tokens.group("quoted");
                operator(
                        name.toLowerCase(Locale.ROOT),
                        quoted == null ? String.valueOf(tokens.group("value")) : quoted);
            } else if (phrase != null) {
                add(phrase, new Box.Phrase(phrase));
            } else if (word != null) {
                add(word, new Box.Word(word, tokens.end() == text.length()));
            }
        }
        return new Box(texts, senders, before, after, types);
    }

    private void operator(String name, String value) {
        switch (name) {
            case "from" -> {
                if (value.isBlank()) {
                    throw SentinelException.invalid(FIELD, "from: needs a name");
                }
                senders.add(value.strip());
                if (senders.size() > MOST_SENDERS) {
                    throw SentinelException.invalid(FIELD, "may name " + MOST_SENDERS + " people");
                }
            }
            case "before" -> before = earlier(before, Dates.parse(FIELD, value));
            case "after" -> after = later(after, Dates.parse(FIELD, value));
            default -> types.addAll(types(FIELD, value.toLowerCase(Locale.ROOT)));
        }
    }

    /// @param field to be named where it is none
    /// @throws SentinelException VALIDATION_FAILED
    public static Set<String> types(String field, String value) {
        return switch (value) {
            case "text", "image", "file" -> Set.of(value);
            case "media" -> Set.of("image", "file");
            default -> throw SentinelException.invalid(field, "is text, image, file or media");
        };
    }

    private void add(String value, Box.Text text) {
        int more = Words.in(value);
        if (more == 0) {
            return; // nothing of it is indexed
        }
        texts.add(text);
        words += more;
        if (texts.size() > MOST_TEXTS) {
            throw SentinelException.invalid(FIELD, "may have " + MOST_TEXTS + " words");
        }
        if (words > MOST_WORDS) {
            throw SentinelException.invalid(
                    FIELD, "may have " + MOST_WORDS + " words, each part of one counts");
        }
    }

    public static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    public static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
