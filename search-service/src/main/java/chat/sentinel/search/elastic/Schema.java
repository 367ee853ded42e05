package chat.sentinel.search.elastic;

import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Component;

/// All that has to be there before anybody writes or asks.
@Component
class Schema {
    private final Templates templates;
    private final Indices indices;
    private final MessageIndices messages;
    private final Generations generations;

    Schema(Templates templates, Indices indices, MessageIndices messages, Generations generations) {
        this.templates = templates;
        this.indices = indices;
        this.messages = messages;
        this.generations = generations;
    }

    /// Harmless to repeat, and to do from several instances at once.
    ///
    /// @throws IOException and [StoreAway], when it may succeed later
    void make() throws IOException {
        for (Map.Entry<String, String> index :
                Map.of(
                                "members", indices.members(),
                                "people", indices.people(),
                                "chats", indices.chats(),
                                "state", indices.state())
                        .entrySet()) {
            templates.put("search-" + index.getKey(), index.getKey(), Map.of());
            templates.makeIndex(index.getValue());
        }
        generations.begin();
        // A rebuild may show another one at this moment: the last that is shown is the live one.
        int live = generations.read().state().live();
        messages.show(live);
        for (int now = generations.read().state().live(); now != live; ) {
            live = now;
            messages.show(live);
            now = generations.read().state().live();
        }
    }
}
