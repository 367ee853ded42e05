package chat.sentinel.search.elastic;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// Which indices of messages there are, and how far a rebuild has come: one document.
///
/// @param live the generation that is searched
/// @param building the one that is being built, and written beside the other; 0: none
/// @param phase what the rebuild does now, or did last
/// @param since when this phase began, in milliseconds since 1970
/// @param after where the list of chats goes on; null: at its beginning
/// @param counted of what was copied; null: nothing was
/// @param owner the instance that does it
/// @param leased until when nobody else does
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record IndexState(
        @JsonProperty("live") int live,
        @JsonProperty("building") int building,
        @JsonProperty("phase") Phase phase,
        @JsonProperty("since") long since,
        @JsonProperty("after") @Nullable String after,
        @JsonProperty("counted") @Nullable Counted counted,
        @JsonProperty("owner") @Nullable String owner,
        @JsonProperty("leased") long leased) {
    /// In their order.
    public enum Phase {
        /// Nothing is to be done.
        NONE,
        /// Until every instance writes both.
        BEGUN,
        COPYING,
        /// All chats were copied, and messages are missing: the old index is searched on, both are
        /// written, until somebody asks for another try.
        INCOMPLETE,
        /// The new index is searched; until no instance writes the old one any more.
        SWITCHED
    }

    /// @param chats so many are in the new index
    /// @param messages in them
    /// @param missing messages that were not in the new index when their chat was counted
    /// @param bad messages that cannot be there, for they are bad in themselves
    public record Counted(
            @JsonProperty("chats") long chats,
            @JsonProperty("messages") long messages,
            @JsonProperty("missing") long missing,
            @JsonProperty("bad") long bad) {
        public static final Counted NOTHING = new Counted(0, 0, 0, 0);

        public Counted plus(Counted more) {
            return new Counted(
                    chats + more.chats,
                    messages + more.messages,
                    missing + more.missing,
                    bad + more.bad);
        }
    }

    static IndexState first() {
        return new IndexState(1, 0, Phase.NONE, 0, null, Counted.NOTHING, null, 0);
    }

    public Counted soFar() {
        return counted == null ? Counted.NOTHING : counted;
    }

    public IndexState begun(long now) {
        return new IndexState(live, live + 1, Phase.BEGUN, now, null, Counted.NOTHING, null, 0);
    }

    /// All chats once more, into the index that is there: it has been written all the while.
    public IndexState again(long now) {
        return new IndexState(live, building, Phase.COPYING, now, null, Counted.NOTHING, null, 0);
    }

    public IndexState in(Phase next, long now) {
        return new IndexState(live, building, next, now, after, counted, owner, leased);
    }

    public IndexState leasedBy(String instance, long until) {
        return new IndexState(live, building, phase, since, after, counted, instance, until);
    }

    /// @param next null: that were the last
    public IndexState copied(@Nullable String next, Counted more) {
        return new IndexState(
                live, building, phase, since, next, soFar().plus(more), owner, leased);
    }

    public IndexState switched(long now) {
        return new IndexState(building, 0, Phase.SWITCHED, now, null, counted, owner, leased);
    }
}
