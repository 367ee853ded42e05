package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.message.TestCluster;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/// An owner whose store is away takes no more than it may hold, and goes on where it stopped.
class HeldWorkTest {
    private static final DataSize LIMIT = DataSize.ofKilobytes(32);
    private static final int CONTENT_BYTES = 1_000;
    private static final int BEYOND_THE_LIMIT = 40;
    private static final long MOST_BYTES_OF_ONE = 1_500;

    private final AtomicBoolean storeIsAway = new AtomicBoolean();

    @Test
    void pausesItsPartitions() {
        try (SecondOwner owner = new SecondOwner(properties(), this::refuseRows)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                List<String> expected = new ArrayList<>(alice.shows(chat));
                FedOwner.await("nothing is held yet", () -> owner.heldBytes() == 0);
                storeIsAway.set(true);
                say(alice, chat, BEYOND_THE_LIMIT, expected);
                FedOwner.await("the limit is passed", () -> owner.heldBytes() > LIMIT.toBytes());
                long mostHeld = 0;
                for (int round = 0; round < 20; round++) {
                    say(alice, chat, 10, expected);
                    mostHeld = Math.max(mostHeld, owner.heldBytes());
                }
                // All that came before the pause, and nothing that came after it.
                assertThat(mostHeld).isLessThan(BEYOND_THE_LIMIT * MOST_BYTES_OF_ONE);

                storeIsAway.set(false);
                bob.awaitMessage(expected.getLast());
                assertThat(bob.shows(chat)).isEqualTo(expected);
                FedOwner.await("all is done", () -> owner.heldBytes() == 0);
                assertThat(
                                alice.pagesBack(chat, 100).reversed().stream()
                                        .map(entry -> TestUser.text(entry, "message_id")))
                        .isEqualTo(expected);
                assertThat(ChatEventsReader.idsOf(chat, expected.size())).isEqualTo(expected);
            }
        }
    }

    /// The newest page comes from the cache, the next one from the store, which lacks the rows.
    @Test
    void givesNoPageWithAHoleAboveIt() {
        try (SecondOwner owner = new SecondOwner(properties(), this::refuseRows)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                List<String> expected = new ArrayList<>(alice.shows(chat));
                storeIsAway.set(true);
                say(alice, chat, 10, expected);
                bob.awaitMessage(expected.getLast());

                String history = "/users/chat/" + chat;
                var newest = bob.rest.get(history + "?page_size=4").expect(200);
                bob.rest
                        .get(history + "?cursor=" + TestUser.text(newest, "next_cursor"))
                        .expect(503);
                bob.rest.get(history + "?before_seq=8").expect(503);

                storeIsAway.set(false);
                assertThat(
                                bob.pagesBack(chat, 4).reversed().stream()
                                        .map(entry -> TestUser.text(entry, "message_id")))
                        .isEqualTo(expected);
            }
        }
    }

    /// One may have seen what is not stored yet.
    @Test
    void countsWhatIsUnreadAllTheSame() {
        try (SecondOwner owner = new SecondOwner(properties(), this::refuseRows)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                storeIsAway.set(true);
                List<String> said = new ArrayList<>();
                say(alice, chat, 10, said);
                bob.awaitMessage(said.getLast());
                bob.rest.put("/users/chat/" + chat + "/seen", Map.of("seq", 8)).expect(204);

                var listed = bob.rest.get("/users/chat").expect(200).path("chats").path(0);
                assertThat(listed.path("last_seq").asLong()).isEqualTo(11);
                assertThat(listed.path("unread_count").asLong()).isEqualTo(3);
                storeIsAway.set(false);
            }
        }
    }

    /// Until the log has them.
    private static void say(TestUser user, String chat, int messages, List<String> ids) {
        for (int i = 0; i < messages; i++) {
            ids.add(user.sends(chat, "x".repeat(CONTENT_BYTES)));
        }
        user.awaitAccepted(ids.getLast());
    }

    private void refuseRows(EffectStep step, Object command) {
        if (step == EffectStep.ENTRIES && storeIsAway.get()) {
            throw new IllegalStateException("the store does not answer");
        }
    }

    private static SequenceProperties properties() {
        SequenceProperties usual = TestCluster.shared().bean(0, SequenceProperties.class);
        return new SequenceProperties(
                LIMIT,
                usual.chatsInMemory(),
                usual.idsInMemory(),
                usual.eventsLinger(),
                usual.commitInterval(),
                usual.handOver(),
                usual.retryMin(),
                usual.retryMax());
    }
}
