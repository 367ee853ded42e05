package chat.sentinel.message.sequence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who is, and was, in a chat, by the entries that say so. An entry that is applied once more
/// changes nothing.
final class Roster {
    private final Map<UserId, List<Member>> stays = new HashMap<>();
    private @Nullable List<UserId> present = List.of();

    void load(List<Member> all) {
        all.forEach(this::join);
    }

    void apply(Entry entry) {
        switch (entry.body()) {
            case Entry.Created created ->
                    created.memberIds()
                            .forEach(
                                    user ->
                                            join(
                                                    new Member(
                                                            user,
                                                            entry.seq(),
                                                            0,
                                                            entry.seq(),
                                                            created.roleOf(user, entry))));
            case Entry.Added added ->
                    join(new Member(added.userId(), entry.seq(), 0, added.seesFrom(), Role.MEMBER));
            case Entry.Removed removed ->
                    change(stay(removed.userId(), removed.joinedSeq()).left(entry.seq()));
            case Entry.RoleChanged changed ->
                    change(stay(changed.userId(), changed.joinedSeq()).in(changed.role()));
            case Entry.Updated _, Entry.Message _, Entry.Change _ -> {
                // Nobody comes or goes.
            }
        }
    }

    /// A stay that began before is known, with what has become of it.
    private void join(Member stay) {
        List<Member> known = stays.computeIfAbsent(stay.userId(), _ -> new ArrayList<>(1));
        if (known.stream().noneMatch(other -> other.joinedSeq() == stay.joinedSeq())) {
            known.add(stay);
            present = null;
        }
    }

    private void change(Member stay) {
        Objects.requireNonNull(stays.get(stay.userId()))
                .replaceAll(other -> other.joinedSeq() == stay.joinedSeq() ? stay : other);
        present = null;
    }

    private Member stay(UserId user, long joinedSeq) {
        return stays.getOrDefault(user, List.of()).stream()
                .filter(stay -> stay.joinedSeq() == joinedSeq)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody joined at " + joinedSeq));
    }

    /// The present stay; null: not in the chat.
    @Nullable Member present(UserId user) {
        List<Member> all = stays.get(user);
        return all == null || !all.getLast().isPresent() ? null : all.getLast();
    }

    boolean contains(UserId user) {
        return present(user) != null;
    }

    /// Everyone who is in the chat.
    List<UserId> present() {
        List<UserId> known = present;
        if (known == null) {
            known = stays.keySet().stream().filter(this::contains).toList();
            present = known;
        }
        return known;
    }

    /// Everyone who was in the chat when it had come to `seq`.
    List<UserId> presentAt(long seq) {
        return stays.values().stream()
                .flatMap(List::stream)
                .filter(stay -> stay.isPresentAt(seq))
                .map(Member::userId)
                .distinct()
                .toList();
    }

    boolean hasOtherOwnerThan(UserId user) {
        return present().stream()
                .filter(other -> !other.equals(user))
                .anyMatch(other -> Objects.requireNonNull(present(other)).role() == Role.OWNER);
    }

    /// All stays of a person, the oldest first.
    List<Member> stays(UserId user) {
        return List.copyOf(stays.getOrDefault(user, List.of()));
    }
}
