package chat.sentinel.search.elastic;

import chat.sentinel.contracts.CommandId;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/// What the indices are called.
@Component
public class Indices {
    private final String prefix;
    private final YearMonth since;

    Indices(ElasticsearchProperties properties) {
        this.prefix = properties.prefix();
        this.since = properties.since();
    }

    /// Behind which all messages are found.
    public String messages() {
        return prefix + "messages";
    }

    /// Where a message is: by the time in its id, which each of its changes names. A client makes
    /// that id; so that it cannot make indices, all before the first month share one.
    ///
    /// @param generation see [Generations]
    public String messages(int generation, CommandId message) {
        YearMonth month = YearMonth.from(message.time().atOffset(ZoneOffset.UTC));
        return ofGeneration(generation) + (month.isBefore(since) ? "older" : month);
    }

    /// All indices of messages of a generation.
    public String allMessages(int generation) {
        return ofGeneration(generation) + "*";
    }

    public String older(int generation) {
        return ofGeneration(generation) + "older";
    }

    /// The beginning of the names of its indices.
    String ofGeneration(int generation) {
        return messages() + "-r" + generation + "-";
    }

    /// By chat and user.
    public String members() {
        return prefix + "search-members";
    }

    public String people() {
        return prefix + "search-people";
    }

    /// How far each chat is indexed.
    public String chats() {
        return prefix + "search-chats";
    }

    /// Which indices of messages there are.
    String state() {
        return prefix + "search-state";
    }

    /// The document of a message: an id is one message's in one chat, and may be another's in
    /// another.
    public static String id(Object chat, Object other) {
        return chat + ":" + other;
    }
}
