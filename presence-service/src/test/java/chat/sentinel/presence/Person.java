package chat.sentinel.presence;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.PresenceEvent;
import chat.sentinel.contracts.presence.Sign;
import chat.sentinel.testkit.client.RestClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Somebody with one device, whose node says what it would say of him.
public final class Person {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();

    public final UserId id;
    final String name;
    final SessionId device;
    final RestClient rest;

    public Person() {
        this(new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
    }

    private Person(UserId id, SessionId device) {
        this.id = id;
        this.device = device;
        this.name = "u" + id.toString().replace("-", "").substring(0, 20);
        this.rest = new RestClient(CLUSTER.uri(0)).with(CLUSTER.issuer().token(id, device));
        CLUSTER.register(id, name);
    }

    Person onAnotherDevice() {
        return new Person(id, new SessionId(UUID.randomUUID()));
    }

    RestClient atTheOtherInstance() {
        return new RestClient(CLUSTER.uri(1)).with(CLUSTER.issuer().token(id, device));
    }

    /// @param ageMillis how long before the record
    Person beats(String node, long ageMillis) {
        CLUSTER.beat(
                beat(node)
                        .addSigns(
                                Sign.newBuilder()
                                        .setUserId(id.byteString())
                                        .setSessionId(device.byteString())
                                        .setAgeMs(ageMillis))
                        .build());
        return this;
    }

    Person beats(String node) {
        return beats(node, 0);
    }

    Person leaves(String node) {
        CLUSTER.beat(
                beat(node)
                        .addLeaves(
                                Leave.newBuilder()
                                        .setUserId(id.byteString())
                                        .setSessionId(device.byteString()))
                        .build());
        return this;
    }

    PresenceBeat.Builder beat(String node) {
        return PresenceBeat.newBuilder().setNode(node).setShard(PresenceShards.of(id));
    }

    Person says(String kind) {
        rest.put("/users/me/status", Map.of("kind", kind)).expect(200);
        return this;
    }

    List<PresenceEvent.Change> changes() {
        return CLUSTER.eventsOf(id).stream().map(PresenceEvent::getChange).toList();
    }

    /// As this one sees the other, by POST /users/presence/query.
    JsonNode sees(UserId other) {
        return rest.post("/users/presence/query", Map.of("user_ids", List.of(other.toString())))
                .expect(200)
                .path("users")
                .path(0);
    }

    boolean seesActive(UserId other) {
        return sees(other).path("active").booleanValue();
    }
}
