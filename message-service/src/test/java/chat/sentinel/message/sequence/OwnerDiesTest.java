package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand.CommandCase;
import chat.sentinel.message.TestCluster;
import chat.sentinel.testkit.client.TestUser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The owner of a chat dies between any two steps of its effects. Whoever owns the chat next
/// leaves the store, chat.events and the clients agreeing, with every command applied exactly
/// once.
class OwnerDiesTest {
    private static final TestCluster cluster = TestCluster.shared();

    @ParameterizedTest
    @EnumSource(
            value = EffectStep.class,
            names = {"IDS", "ENTRIES", "ROWS", "DELIVERY", "EVENTS", "DONE"})
    void whileAChatStarts(EffectStep step) throws Exception {
        try (MortalOwner owner = new MortalOwner(step, CommandCase.START_PRIVATE_CHAT)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String request = TestUser.newId();
                alice.send(
                        "/app/start_private_chat",
                        "{\"request_id\":\"" + request + "\",\"user_id\":\"" + bob.userId + "\"}");
                owner.awaitDeath();
                owner.close();

                bob.awaitEvent(e -> TestUser.is(e, "private_chat_started"));
                alice.awaitEvent(
                        e ->
                                TestUser.is(e, "private_chat_started")
                                        && request.equals(TestUser.text(e, "request_id")));
                String chat =
                        ChatId.ofPair(UserId.parse(alice.userId), UserId.parse(bob.userId))
                                .toString();
                String message = bob.sends(chat, "after the fall");
                alice.awaitMessage(message);

                Agreement.of(alice, bob, chat, List.of(request, message));
                for (TestUser user : pair) {
                    assertThat(
                                    user.rest
                                            .get("/users/chat")
                                            .expect(200)
                                            .findValuesAsString("chat_id"))
                            .contains(chat);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EffectStep.class,
            names = {"IDS", "ENTRIES", "ROWS", "DELIVERY", "EVENTS", "DONE"})
    void whileAGroupIsMade(EffectStep step) throws Exception {
        try (MortalOwner owner = new MortalOwner(step, CommandCase.CREATE_GROUP)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String request = owner.groupRequest(alice.userId).toString();
                var group =
                        Map.of(
                                "request_id",
                                request,
                                "title",
                                "after the fall",
                                "member_ids",
                                List.of(bob.userId));
                // 202 where the owner has died before there was a group to be seen.
                assertThat(alice.rest.post("/users/chat", group).status()).isIn(201, 202);
                owner.awaitDeath();
                owner.close();

                bob.awaitEvent(e -> TestUser.is(e, "chat_created"));
                alice.awaitEvent(
                        e ->
                                TestUser.is(e, "chat_created")
                                        && request.equals(TestUser.text(e, "request_id")));
                String chat =
                        TestUser.text(alice.rest.post("/users/chat", group).expect(200), "chat_id");
                String message = bob.sends(chat, "here we are");
                alice.awaitMessage(message);

                Agreement.of(alice, bob, chat, List.of(request, message));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EffectStep.class,
            names = {"IDS", "ENTRIES", "ROWS", "DELIVERY", "EVENTS", "DONE"})
    void whileMessagesAreSent(EffectStep step) throws Exception {
        try (MortalOwner owner = new MortalOwner(step, CommandCase.SEND_MESSAGE)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                List<String> expected = new ArrayList<>(alice.shows(chat));
                for (int i = 0; i < 5; i++) {
                    expected.add(alice.sends(chat, "before " + i));
                }
                owner.awaitDeath();
                expected.forEach(
                        id -> {
                            if (!id.equals(expected.getFirst())) {
                                alice.awaitAccepted(id);
                            }
                        });
                // Sent again, as by a client that is not sure.
                alice.sendsAgain(expected.get(3), chat, "another text under the same id");
                owner.close();
                String last = alice.sends(chat, "after the fall");
                expected.add(last);
                bob.awaitMessage(last);

                Agreement.of(alice, bob, chat, expected);
                assertThat(bob.reads(chat))
                        .containsExactly(
                                "before 0",
                                "before 1",
                                "before 2",
                                "before 3",
                                "before 4",
                                "after the fall");
                assertThat(unread(bob, chat)).isEqualTo(6);
                assertThat(unread(alice, chat)).isZero();
            }
        }
    }

    @Test
    void whileACommandIsRefused() throws Exception {
        try (MortalOwner owner = new MortalOwner(EffectStep.APPLIED, CommandCase.SEND_MESSAGE)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects();
                    TestUser mallory = cluster.user(0)) {
                String chat = alice.startsChatWith(bob.userId);
                List<String> expected = new ArrayList<>(alice.shows(chat));
                CommandId id = CommandId.next();
                cluster.append(mallory, ChatId.parse(chat), id, id, "let me in");
                String refused = id.toString();
                owner.awaitDeath();
                String after = alice.sends(chat, "what came after it");
                expected.add(after);
                alice.awaitAccepted(after);
                owner.close();

                alice.awaitMessage(after);
                mallory.awaitEvent(
                        e ->
                                TestUser.is(e, "message_rejected")
                                        && refused.equals(TestUser.text(e, "message_id"))
                                        && "chat_not_found".equals(TestUser.text(e, "code")));
                Agreement.of(alice, bob, chat, expected);
            }
        }
    }

    @Test
    void whileANewBucketBegins() throws Exception {
        try (MortalOwner owner =
                new MortalOwner(EffectStep.HEAD_BUCKET, CommandCase.SEND_MESSAGE)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1]) {
                String chat = alice.startsChatWith(bob.userId);
                String last = "";
                for (int i = 2; i <= 5_010; i++) {
                    last = CommandId.next().toString();
                    alice.socket()
                            .send(
                                    "/app/send_message",
                                    ("{\"message_id\":\""
                                                    + last
                                                    + "\",\"chat_id\":\""
                                                    + chat
                                                    + "\",\"type\":\"text\",\"content\":\""
                                                    + i
                                                    + "\"}")
                                            .getBytes(StandardCharsets.UTF_8),
                                    null);
                    if (i == 2) {
                        // From here on the edge knows the chat and no frame waits for a store.
                        alice.awaitAccepted(last);
                    }
                }
                alice.awaitAccepted(last);
                owner.awaitDeath();
                owner.close();

                bob.connects();
                List<String> pages = new ArrayList<>();
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (pages.size() < 5_010 && System.nanoTime() < deadline) {
                    pages =
                            bob.pagesBack(chat, 100).stream()
                                    .map(entry -> TestUser.text(entry, "content"))
                                    .toList();
                }
                assertThat(pages)
                        .hasSize(5_010)
                        .startsWith("5010", "5009")
                        .endsWith("2", "chat_created");
                assertThat(ChatEventsReader.idsOf(chat, 5_010))
                        .hasSize(5_010)
                        .doesNotHaveDuplicates();
            }
        }
    }

    /// In the thread that decides, or in what follows.
    @ParameterizedTest
    @EnumSource(
            value = EffectStep.class,
            names = {"IDS", "EVENTS"})
    void aPartitionThatMeetsADefectBeginsAgain(EffectStep step) throws Exception {
        try (MortalOwner owner = MortalOwner.whoStumblesOnceAt(step, CommandCase.SEND_MESSAGE)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                List<String> expected = new ArrayList<>(alice.shows(chat));
                for (int i = 0; i < 20; i++) {
                    expected.add(alice.sends(chat, "line " + i));
                }
                owner.awaitDeath();
                bob.awaitMessage(expected.getLast());

                FedOwner.await(
                        "all is stored", () -> alice.pagesBack(chat, 3).size() == expected.size());
                Agreement.of(alice, bob, chat, expected);
            }
        }
    }

    private static long unread(TestUser user, String chat) {
        for (var view : user.rest.get("/users/chat").expect(200).path("chats")) {
            if (TestUser.text(view, "chat_id").equals(chat)) {
                return view.path("unread_count").asLong();
            }
        }
        throw new AssertionError("the chat is not in the list");
    }
}
