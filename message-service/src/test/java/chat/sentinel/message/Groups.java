package chat.sentinel.message;

import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.TestUser;
import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// Groups in which the first member has said something (entry 2) that the others have heard.
final class Groups {
    private Groups() {}

    static String of(TestUser first, TestUser... others) {
        return of(first, List.of(others), Stream.of(others).map(o -> o.userId).toList());
    }

    /// @param absent how many more are in it, who are not connected
    static String large(TestCluster cluster, TestUser first, TestUser other, int absent) {
        CqlSession store = cluster.bean(0, CqlSession.class);
        List<String> ids = new ArrayList<>(List.of(other.userId));
        for (int i = 0; i < absent; i++) {
            UserId id = new UserId(UUID.randomUUID());
            store.execute(
                    "INSERT INTO users (user_id, username) VALUES (?, ?)",
                    id.value(),
                    TestCluster.nameOf(id));
            ids.add(id.toString());
        }
        return of(first, List.of(other), ids);
    }

    private static String of(TestUser first, List<TestUser> others, List<String> ids) {
        String request = TestUser.newId();
        first.rest.post(
                "/users/chat", Map.of("request_id", request, "title", "many", "member_ids", ids));
        String group =
                TestUser.text(
                        first.awaitEvent(
                                        e ->
                                                TestUser.is(e, "chat_created")
                                                        && request.equals(
                                                                TestUser.text(e, "request_id")))
                                .path("chat"),
                        "chat_id");
        String message = first.sends(group, "hello");
        others.forEach(other -> other.awaitMessage(message));
        return group;
    }
}
