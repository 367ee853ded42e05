package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Whatever people do, on two devices each and on two instances, every device shows the unread
/// count that one gets by counting.
class UnreadModelTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final int BURSTS = 20;
    private static final List<String> EMOJIS = List.of("👍", "🎉", "❤️");

    private final long seed = Long.getLong("sentinel.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private Someone alice;
    private Someone bob;
    private Someone carol;

    @BeforeEach
    void threePeopleWithTwoDevicesEach() {
        alice = Someone.fresh();
        bob = Someone.fresh();
        carol = Someone.fresh();
    }

    @AfterEach
    void hangUp() {
        Stream.of(alice, bob, carol).flatMap(s -> s.devices.stream()).forEach(TestUser::close);
    }

    @Test
    void inAGroupThatPeopleLeaveAndJoin() {
        Model group =
                new Model(
                        alice.devices.getFirst().makesGroup("counted", bob.phone(), carol.phone()),
                        List.of(alice, bob, carol));
        for (int burst = 0; burst < BURSTS; burst++) {
            if (random.nextInt(4) == 0) {
                group.comesOrGoes(carol);
            }
            group.burst();
            group.isWhatDevicesShow("seed " + seed + ", burst " + burst);
        }
    }

    @Test
    void inAPrivateChat() {
        Model chat = new Model(alice.phone().startsChatWith(bob.id()), List.of(alice, bob));
        for (int burst = 0; burst < BURSTS; burst++) {
            chat.burst();
            chat.isWhatDevicesShow("seed " + seed + ", burst " + burst);
        }
    }

    /// One person, one device on each instance.
    private record Someone(List<TestUser> devices) {
        static Someone fresh() {
            TestUser phone = cluster.user(0);
            return new Someone(List.of(phone, phone.onAnotherDevice(cluster.uri(1)).connects()));
        }

        String id() {
            return phone().userId;
        }

        TestUser phone() {
            return devices.getFirst();
        }
    }

    /// What is so by plain counting: where the messages are, and how far each person has come.
    /// Alice is always there and hears where each message has come to stand.
    private final class Model {
        private final String chat;
        private final List<Someone> present;
        private final TreeMap<Long, String> messages = new TreeMap<>();
        private final Map<String, Long> seen = new HashMap<>();

        Model(String chat, List<Someone> present) {
            this.chat = chat;
            this.present = new ArrayList<>(present);
            present.forEach(member -> sees(member, 1));
        }

        private void sees(Someone member, long seq) {
            seen.merge(member.id(), seq, Math::max);
        }

        /// Whoever comes has seen everything so far; his devices may act once they show the chat.
        void comesOrGoes(Someone member) {
            String members = "/users/chat/" + chat + "/members";
            if (present.remove(member)) {
                changes("DELETE", members + "/" + member.id(), null);
                for (TestUser device : member.devices) {
                    await().until(() -> unread(device) == null);
                }
            } else {
                sees(member, changes("POST", members, Map.of("user_id", member.id())));
                present.add(member);
                for (TestUser device : member.devices) {
                    await().until(() -> unread(device) != null);
                }
            }
        }

        private long changes(String method, String path, @Nullable Object body) {
            return alice.phone()
                    .rest
                    .change(TestUser.newId(), method, path, body)
                    .expect(200)
                    .path("seq")
                    .asLong();
        }

        /// A dozen things at once, of which one person says some and all read what they like; then
        /// what has become of each is awaited.
        void burst() {
            Someone speaker = any(present);
            List<String> sent = new ArrayList<>();
            List<CompletableFuture<?>> marks = new ArrayList<>();
            Map<String, TestUser> changes = new HashMap<>();
            for (int i = 0; i < 12; i++) {
                Someone reader = any(present);
                TestUser device = any(reader.devices);
                switch (random.nextInt(6)) {
                    case 0, 1 -> sent.add(any(speaker.devices).sends(chat, "line " + i));
                    case 2 -> {
                        if (!messages.isEmpty()) {
                            changes.put(changesSomething(device), device);
                        }
                    }
                    default -> marks.add(marks(reader, device));
                }
            }
            marks.forEach(CompletableFuture::join);
            sent.forEach(
                    id -> {
                        long seq =
                                alice.phone().awaitMessage(id).path("message").path("seq").asLong();
                        messages.put(seq, id);
                        sees(speaker, seq);
                    });
            changes.forEach(
                    (id, device) ->
                            device.awaitEvent(
                                    e ->
                                            id.equals(TestUser.text(e, "message_id"))
                                                    && !TestUser.is(e, "message_accepted")));
        }

        /// A change that may be refused, as of what was deleted.
        private String changesSomething(TestUser device) {
            String target = any(List.copyOf(messages.values()));
            return switch (random.nextInt(4)) {
                case 0 -> device.edits(chat, target, "edited");
                case 1 -> device.deletes(chat, target);
                default -> device.reacts(chat, target, any(EMOJIS), random.nextBoolean());
            };
        }

        /// As far as the chat is known to go, or less; over REST, so that it is known when it
        /// counts.
        private CompletableFuture<?> marks(Someone someone, TestUser device) {
            long head = newestHeard();
            long seq = random.nextBoolean() ? head : 1 + random.nextLong(head);
            sees(someone, seq);
            Map<String, ?> mark = Map.of("seq", seq, "private", random.nextInt(3) == 0);
            return CompletableFuture.runAsync(
                    () -> device.rest.put("/users/chat/" + chat + "/seen", mark).expect(204),
                    Thread::startVirtualThread);
        }

        private long newestHeard() {
            long newest = 1;
            for (JsonNode event : alice.phone().events()) {
                JsonNode entry = event.path("message").isObject() ? event.path("message") : event;
                if (chat.equals(TestUser.text(entry, "chat_id")) && entry.has("timestamp")) {
                    newest = Math.max(newest, entry.path("seq").asLong());
                }
            }
            return newest;
        }

        void isWhatDevicesShow(String when) {
            await().pollDelay(Duration.ZERO)
                    .untilAsserted(
                            () -> {
                                for (Someone member : present) {
                                    assertThat(member.devices)
                                            .as(when)
                                            .extracting(this::unread)
                                            .containsOnly(counted(member));
                                }
                            });
        }

        private String counted(Someone member) {
            long seq = seen.getOrDefault(member.id(), 0L);
            return seq + " seen, " + messages.tailMap(seq, false).size() + " unread";
        }

        /// As the device's list has it; null: the chat is not in it.
        private @Nullable String unread(TestUser device) {
            for (JsonNode listed : device.rest.get("/users/chat").expect(200).path("chats")) {
                if (chat.equals(TestUser.text(listed, "chat_id"))) {
                    return listed.path("seen_seq").asLong()
                            + " seen, "
                            + listed.path("unread_count").asLong()
                            + " unread";
                }
            }
            return null;
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
