package chat.sentinel.message.delivery;

import chat.sentinel.contracts.node.NodeFrame;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Frames to other nodes over `deliver:{node_id}`. Each publisher numbers its frames to each
/// node, and each beat repeats the last number, so the receiver knows what it missed.
final class NodeChannels {
    private final NodeId self;
    private final long epoch;
    private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();

    /// @param epoch differs from that of every earlier publisher of this name
    NodeChannels(NodeId self, long epoch) {
        this.self = self;
        this.epoch = epoch;
    }

    static String channel(String node) {
        return "deliver:{" + node + "}";
    }

    /// In the order of the calls, on one connection.
    void publish(RedisAsyncCommands<String, byte[]> redis, String node, NodeFrame.Builder frame) {
        NodeFrame numbered =
                frame.setPublisher(self.value())
                        .setEpoch(epoch)
                        .setNumber(number(node).incrementAndGet())
                        .build();
        var _ = redis.publish(channel(node), numbered.toByteArray());
    }

    void beat(RedisAsyncCommands<String, byte[]> redis, String node) {
        NodeFrame beat =
                NodeFrame.newBuilder()
                        .setPublisher(self.value())
                        .setEpoch(epoch)
                        .setNumber(number(node).get())
                        .build();
        var _ = redis.publish(channel(node), beat.toByteArray());
    }

    /// Something for nobody knows which node was lost: every node sees a gap.
    void lostForAll() {
        numbers.values().forEach(AtomicLong::incrementAndGet);
    }

    void forgetAllBut(java.util.Set<String> live) {
        numbers.keySet().retainAll(live);
    }

    private AtomicLong number(String node) {
        return numbers.computeIfAbsent(node, _ -> new AtomicLong());
    }
}
