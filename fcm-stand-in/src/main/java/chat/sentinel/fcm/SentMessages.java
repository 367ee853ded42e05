package chat.sentinel.fcm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What devices would have got, the newest ten thousand.
final class SentMessages {
    static final int MOST = 10_000;

    private final Deque<Sent> messages = new ArrayDeque<>();

    synchronized void add(Sent sent) {
        if (messages.size() == MOST) {
            messages.removeFirst();
        }
        messages.addLast(sent);
    }

    /// Oldest first.
    synchronized List<Sent> all() {
        return new ArrayList<>(messages);
    }

    /// Oldest first.
    synchronized List<Sent> to(String target) {
        return messages.stream().filter(sent -> sent.target().equals(target)).toList();
    }

    synchronized void clear() {
        messages.clear();
    }
}
