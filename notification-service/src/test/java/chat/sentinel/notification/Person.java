package chat.sentinel.notification;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.fcm.Subscription;
import chat.sentinel.testkit.client.RestClient;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Somebody with a session.
public final class Person {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    public final UserId id;
    public final SessionId session;
    public final String name;
    public final RestClient rest;

    public Person() {
        this(new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
        CLUSTER.jdbc()
                .sql("insert into people (user_id, version, username) values (?, 1, ?)")
                .param(id.value())
                .param(name)
                .update();
    }

    private Person(UserId id, SessionId session) {
        this.id = id;
        this.session = session;
        this.name = "u" + id.toString().replace("-", "").substring(0, 20);
        this.rest = new RestClient(CLUSTER.uri(0)).with(token());
    }

    public String token() {
        return CLUSTER.issuer().token(id, session);
    }

    public Person inAnotherSession() {
        return new Person(id, new SessionId(UUID.randomUUID()));
    }

    public RestClient atTheOtherInstance() {
        return new RestClient(CLUSTER.uri(1)).with(token());
    }

    /// An application of theirs.
    public RestClient application() {
        return new RestClient(CLUSTER.uri(0))
                .with(
                        CLUSTER.issuer()
                                .token()
                                .user(id)
                                .session(session)
                                .header("typ", "app+jwt")
                                .sign());
    }

    public JsonNode items() {
        return rest.get("/notifications/items").expect(200);
    }

    public void registers(String device, String token) {
        rest.put("/devices/" + device, Map.of("platform", "android", "token", token)).expect(200);
    }

    /// @param subscription of the stand-in
    public void registersBrowser(String device, Subscription subscription) {
        rest.put(
                        "/devices/" + device,
                        Map.of("platform", "web", "subscription", subscription.toJson()))
                .expect(200);
    }

    public void wantsPreviews(boolean previews) {
        rest.put(
                        "/notification-preferences",
                        "{\"previews\":%s,\"muted_chats\":[]}".formatted(previews))
                .expect(200);
    }

    public void mutes(Chat chat) {
        rest.put("/notification-preferences/muted-chats/" + chat.id, "{}").expect(204);
    }

    public void blocks(Person other) {
        CLUSTER.jdbc()
                .sql("insert into blocks (user_id, blocked_id) values (?, ?)")
                .param(id.value())
                .param(other.id.value())
                .update();
    }

    /// @return the id of the alert
    public UUID isWelcomed() {
        UUID item = com.github.f4b6a3.uuid.UuidCreator.getTimeOrderedEpoch();
        CLUSTER.jdbc()
                .sql(
                        """
                        with item as (
                            insert into items (user_id, item_id, kind, at)
                            values (:user, :item, 'welcome', now()) returning 1)
                        select pg_notify('alerts', 'user:' || :user || ':' || :item) from item
                        """)
                .param("user", id.value())
                .param("item", item)
                .query((_, _) -> true)
                .list();
        return item;
    }
}
