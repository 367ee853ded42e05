package chat.sentinel.message.delivery;

import chat.sentinel.contracts.UserId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Events that wait until it is known where their recipients are.
///
/// @param nodes of the recipients, as they were at some time after the heads were moved
/// @param routed completes once they are known of all
/// @param begun and `deadline` by [System#nanoTime]
record PendingDelivery(
        List<Outgoing> batch,
        ConcurrentHashMap<UserId, Set<String>> nodes,
        CompletableFuture<@Nullable Void> routed,
        long begun,
        long deadline) {
    /// Takes those routes that are known.
    boolean knowsAll(Routes routes) {
        boolean all = true;
        for (Outgoing outgoing : batch) {
            for (UserId user : outgoing.recipients()) {
                if (!nodes.containsKey(user)) {
                    Set<String> known = routes.of(user);
                    if (known == null) {
                        all = false;
                    } else {
                        nodes.put(user, known);
                    }
                }
            }
        }
        return all;
    }
}
