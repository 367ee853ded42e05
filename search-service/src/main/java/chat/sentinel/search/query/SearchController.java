package chat.sentinel.search.query;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.search.box.Box;
import chat.sentinel.search.elastic.StoreAway;
import chat.sentinel.search.index.IndexedThrough;
import chat.sentinel.search.people.People;
import chat.sentinel.search.query.Searches.Found;
import chat.sentinel.servicekit.cursors.SealedCursors;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /search`.
@RestController
class SearchController {
    /// At this instance; more would only wait for each other.
    private static final int MOST_AT_ONCE = 32;

    private final Searches searches;
    private final People people;
    private final Freshness freshness;
    private final IndexedThrough marks;
    private final SealedCursors cursors;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    SearchController(
            Searches searches,
            People people,
            Freshness freshness,
            IndexedThrough marks,
            SealedCursors cursors) {
        this.searches = searches;
        this.people = people;
        this.freshness = freshness;
        this.marks = marks;
        this.cursors = cursors;
    }

    /// @param snippet HTML; null: it says nothing
    record Shown(
            String messageId,
            String chatId,
            long seq,
            @Nullable String senderId,
            @Nullable String type,
            Instant timestamp,
            @Nullable String snippet) {}

    /// @param fuzzy nothing is as it was typed; these are like it
    /// @param indexedThrough up to which entry the chat that was asked for was searched, and up to
    ///     which one the others of these hits are found by now
    record Page(
            List<Shown> hits,
            @Nullable String nextCursor,
            boolean fuzzy,
            Map<String, Long> indexedThrough) {}

    @Operation(summary = "Find messages, chats and people")
    @GetMapping("/search")
    Page search(
            @AuthenticationPrincipal AccessToken token,
            @RequestParam(name = "q", required = false) @Nullable String q,
            @RequestParam(name = "chat_id", required = false) @Nullable String chatId,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "before", required = false) @Nullable String before,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "type", required = false) @Nullable String type,
            @RequestParam(name = "sort", required = false) @Nullable String sort,
            @RequestParam(name = "wait_for_seq", required = false) @Nullable Long waitForSeq,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        Asked asked = new Asked(q, chatId, from, before, after, type, sort);
        int size = PageSize.of(pageSize);
        UserId user = token.userId();
        String context = asked.context(user);
        Place place = cursor == null ? null : Place.of(cursors.open(cursor, context));
        Box box = asked.box();
        ChatId chat = chatId == null ? null : chat(chatId);
        Sort order = Sort.of(sort);
        try {
            if (waitForSeq != null) {
                await(user, chat, waitForSeq);
            }
            if (!places.tryAcquire()) {
                throw SentinelException.retryAfter(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "Too many searches at once",
                        Duration.ofSeconds(1));
            }
            try {
                Wanted wanted = new Wanted(user, box, chat, senders(box.senders(), user), order);
                // Before the search: what is indexed meanwhile may not be among what it finds.
                Map<ChatId, Long> markBefore = chat == null ? Map.of() : marks.of(List.of(chat));
                return page(searches.find(wanted, size + 1, place), size, markBefore, context);
            } finally {
                places.release();
            }
        } catch (StoreAway e) {
            throw new SentinelException(
                    ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE.title(), e);
        }
    }

    /// Nobody waits for what he may not read.
    private void await(UserId user, @Nullable ChatId chat, long seq) {
        if (chat == null) {
            throw SentinelException.invalid("wait_for_seq", "needs chat_id");
        }
        freshness.await(chat, () -> Math.min(seq, searches.readable(user, chat).lastOf(chat)));
    }

    private static ChatId chat(String text) {
        try {
            return ChatId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SentinelException(ErrorCode.CHAT_NOT_FOUND, ErrorCode.CHAT_NOT_FOUND.title());
        }
    }

    private List<UserId> senders(List<String> names, UserId user) {
        return names.stream().map(name -> sender(name, user)).flatMap(Optional::stream).toList();
    }

    private Optional<UserId> sender(String name, UserId user) {
        if (name.equals("me")) {
            return Optional.of(user);
        }
        try {
            return Optional.of(UserId.parse(name));
        } catch (IllegalArgumentException e) {
            return people.named(name);
        }
    }

    /// @param before the mark of the chat that was asked for
    private Page page(Searches.Result result, int size, Map<ChatId, Long> before, String context) {
        boolean more = result.found().size() > size;
        List<Found> found = more ? result.found().subList(0, size) : result.found();
        Set<ChatId> others = new LinkedHashSet<>();
        found.forEach(one -> others.add(ChatId.parse(one.message().chatId())));
        others.removeAll(before.keySet());
        Map<ChatId, Long> all = new LinkedHashMap<>(before);
        all.putAll(marks.of(others));
        return new Page(
                found.stream().map(SearchController::shown).toList(),
                more ? cursors.seal(found.getLast().place().bytes(), context) : null,
                result.fuzzy() && !found.isEmpty(),
                all.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        mark -> mark.getKey().toString(),
                                        mark ->
                                                Math.min(
                                                        mark.getValue(),
                                                        result.readable().lastOf(mark.getKey())))));
    }

    private static Shown shown(Found found) {
        var message = found.message();
        return new Shown(
                message.messageId(),
                message.chatId(),
                message.seq(),
                message.senderId(),
                message.type(),
                Instant.ofEpochMilli(found.place().timestamp()),
                found.snippet() == null ? null : Snippet.html(found.snippet()));
    }
}
