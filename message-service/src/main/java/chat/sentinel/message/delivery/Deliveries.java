package chat.sentinel.message.delivery;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.node.Delivery;
import chat.sentinel.contracts.node.NodeFrame;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.recent.RedisConnections;
import chat.sentinel.servicekit.tracing.Hop;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Brings events to every socket of their recipients, wherever it is. Lossy by design: who may
/// have missed something is told to sync.
///
/// For numbered entries the chat's head is moved first, and the [Routes] that are known once that
/// is answered are those to take. So whoever connects meanwhile is either known by then or finds
/// the entry by the head.
@Component
public class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final LocalSessions local;
    private final RecentEntries recent;
    private final NodeChannels channels;
    private final Answers answers;
    private final NodeId self;
    private final DeliveryProperties properties;
    private final Clock clock;
    private final Delivering delivering;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final Routes routes;
    private final AtomicLong events = new AtomicLong();
    private final ArrayDeque<PendingDelivery> pending = new ArrayDeque<>();

    Deliveries(
            LocalSessions local,
            RecentEntries recent,
            Answers answers,
            RedisConnections redis,
            NodeId self,
            DeliveryProperties properties,
            Clock clock,
            Delivering delivering) {
        this.local = local;
        this.recent = recent;
        this.answers = answers;
        this.self = self;
        this.properties = properties;
        this.clock = clock;
        this.delivering = delivering;
        this.channels = new NodeChannels(self, clock.millis());
        this.connection = redis.open();
        this.connection.setAutoFlushCommands(false);
        this.routes = new Routes(connection, clock);
    }

    /// Returns at once. Events of several calls reach a socket in the order of the calls.
    public synchronized void deliver(List<Outgoing> batch) {
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        List<CompletionStage<?>> asked = new ArrayList<>();
        for (Outgoing outgoing : batch) {
            if (outgoing.numbered() != null) {
                asked.add(
                        recent.advance(
                                redis,
                                outgoing.numbered().chatId(),
                                outgoing.numbered().seq(),
                                outgoing.numbered().entry()));
            }
        }
        if (asked.isEmpty()) {
            // Its answer comes after all that Redis has to say of routes.
            asked.add(redis.ping());
        }
        long now = System.nanoTime();
        PendingDelivery waiting =
                new PendingDelivery(
                        batch,
                        new ConcurrentHashMap<>(),
                        new CompletableFuture<>(),
                        now,
                        now + properties.redisTimeout().toNanos());
        pending.add(waiting);
        ask(redis, waiting, asked);
    }

    /// Asks for the routes that are not known, where there are any.
    private void ask(
            RedisAsyncCommands<String, byte[]> redis,
            PendingDelivery waiting,
            List<CompletionStage<?>> asked) {
        for (Outgoing outgoing : waiting.batch()) {
            for (UserId user : outgoing.recipients()) {
                if (!waiting.nodes().containsKey(user) && routes.of(user) == null) {
                    // Asked once; the answer takes its place.
                    waiting.nodes().put(user, Set.of());
                    asked.add(
                            routes.ask(redis, user)
                                    .thenAccept(nodes -> waiting.nodes().put(user, nodes)));
                }
            }
        }
        connection.flushCommands();
        CompletableFuture.allOf(
                        asked.stream()
                                .map(CompletionStage::toCompletableFuture)
                                .toArray(CompletableFuture<?>[]::new))
                .whenComplete((_, failure) -> answered(waiting, failure));
    }

    private synchronized void answered(PendingDelivery waiting, @Nullable Throwable failure) {
        if (failure != null) {
            waiting.routed().completeExceptionally(failure);
        } else if (waiting.knowsAll(routes)) {
            waiting.routed().complete(null);
        } else {
            // Somebody came or went meanwhile.
            ask(connection.async(), waiting, new ArrayList<>());
        }
        routeAnswered();
    }

    /// None overtakes one that still waits for its answer.
    private void routeAnswered() {
        while (!pending.isEmpty() && pending.element().routed().isDone()) {
            PendingDelivery next = pending.remove();
            try {
                route(next);
            } catch (RuntimeException e) {
                log.error("A delivery failed; clients find what they miss by its seq", e);
                delivering.broke(next, e);
            }
        }
    }

    /// One look at the clock for many, for a timer of each would wake a thread for each.
    @Scheduled(fixedDelay = 250)
    synchronized void giveUpOnRedis() {
        for (PendingDelivery waiting : pending) {
            if (waiting.deadline() < System.nanoTime()) {
                waiting.routed().completeExceptionally(new TimeoutException());
            }
        }
        routeAnswered();
    }

    private void route(PendingDelivery waiting) {
        boolean failed = waiting.routed().isCompletedExceptionally();
        if (failed) {
            log.debug("Redis does not say where sessions are");
            channels.lostForAll();
        }
        Map<String, NodeFrame.Builder> remote = new HashMap<>();
        for (Outgoing outgoing : waiting.batch()) {
            delivering.toSockets(
                    local.deliver(
                            outgoing.recipients(), frame(outgoing.json(), outgoing.ephemeral())));
            Map<String, List<ByteString>> elsewhere = new HashMap<>();
            for (UserId user : outgoing.recipients()) {
                for (String node :
                        failed ? Set.<String>of() : waiting.nodes().getOrDefault(user, Set.of())) {
                    if (!node.equals(self.value())) {
                        elsewhere
                                .computeIfAbsent(node, _ -> new ArrayList<>())
                                .add(user.byteString());
                    }
                }
            }
            elsewhere.forEach(
                    (node, users) ->
                            frameTo(node, remote).addDeliveries(delivery(outgoing, users)));
            if (outgoing.reply() != null) {
                answer(outgoing.reply(), remote);
            }
        }
        if (!remote.isEmpty()) {
            remote.forEach((node, frame) -> channels.publish(connection.async(), node, frame));
            connection.flushCommands();
        }
        delivering.done(waiting, failed);
    }

    private static Delivery.Builder delivery(Outgoing outgoing, List<ByteString> users) {
        Delivery.Builder delivery =
                Delivery.newBuilder()
                        .addAllUserIds(users)
                        .setEvent(UnsafeByteOperations.unsafeWrap(outgoing.json()))
                        .setEphemeral(outgoing.ephemeral());
        String traceparent = outgoing.hop().traceparent();
        return traceparent == null ? delivery : delivery.setTraceparent(traceparent);
    }

    private void answer(Outgoing.Reply reply, Map<String, NodeFrame.Builder> remote) {
        Answer answer = reply.answer();
        if (reply.node().equals(self.value())) {
            answers.answered(answer);
            return;
        }
        frameTo(reply.node(), remote)
                .addAnswers(
                        chat.sentinel.contracts.node.Answer.newBuilder()
                                .setCommandId(answer.command().byteString())
                                .setSeq(answer.seq())
                                .setCode(answer.refused() == null ? "" : answer.refused().code()));
    }

    private static NodeFrame.Builder frameTo(String node, Map<String, NodeFrame.Builder> remote) {
        return remote.computeIfAbsent(node, _ -> NodeFrame.newBuilder());
    }

    /// To sockets and requests of this node only: what came over the node's channel.
    void deliverHere(NodeFrame frame) {
        for (Delivery delivery : frame.getDeliveriesList()) {
            Hop hop = delivering.came(delivery);
            int sockets =
                    local.deliver(
                            delivery.getUserIdsList().stream().map(UserId::of).toList(),
                            frame(delivery.getEvent().toByteArray(), delivery.getEphemeral()));
            delivering.toSockets(sockets);
            hop.tag("sockets", sockets).end();
        }
        frame.getAnswersList()
                .forEach(
                        answer ->
                                answers.answered(
                                        new Answer(
                                                CommandId.of(answer.getCommandId()),
                                                answer.getSeq(),
                                                ErrorCode.of(answer.getCode()).orElse(null))));
    }

    /// An event frame that no other event of this node shares its id with.
    private EventFrame frame(byte[] json, boolean ephemeral) {
        return new EventFrame(self.value() + "-" + events.incrementAndGet(), json, ephemeral);
    }

    /// Tells every live node the number of the last frame to it.
    @Scheduled(fixedDelayString = "${sentinel.delivery.beat:1s}")
    synchronized void beat() {
        if (!connection.isOpen()) {
            return;
        }
        long now = clock.millis();
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        var _ =
                redis.zadd(
                        "nodes",
                        (double) now + properties.missedBeats().toMillis(),
                        self.value().getBytes(StandardCharsets.UTF_8));
        var _ = redis.zremrangebyscore("nodes", Range.create(0, (double) now));
        RedisFuture<List<byte[]>> live = redis.zrange("nodes", 0, -1);
        connection.flushCommands();
        var _ = live.thenAccept(this::beat);
    }

    private synchronized void beat(List<byte[]> liveNodes) {
        Set<String> live = names(liveNodes);
        live.remove(self.value());
        channels.forgetAllBut(live);
        live.forEach(node -> channels.beat(connection.async(), node));
        connection.flushCommands();
    }

    private static Set<String> names(List<byte[]> nodes) {
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> names.add(new String(node, StandardCharsets.UTF_8)));
        return names;
    }
}
