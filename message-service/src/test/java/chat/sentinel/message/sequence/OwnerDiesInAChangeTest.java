package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.chat.ChatCommand.CommandCase;
import chat.sentinel.message.TestCluster;
import chat.sentinel.testkit.client.ShownEntry;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// As [OwnerDiesTest], while what is there is changed: a message, or who is in a group.
class OwnerDiesInAChangeTest {
    private static final TestCluster cluster = TestCluster.shared();

    /// A text that was deleted stays so, whoever does the deletion again.
    @ParameterizedTest
    @CsvSource({
        "EDIT_MESSAGE,IDS",
        "EDIT_MESSAGE,ENTRIES",
        "EDIT_MESSAGE,ROWS",
        "EDIT_MESSAGE,EVENTS",
        "EDIT_MESSAGE,DONE",
        "DELETE_MESSAGE,IDS",
        "DELETE_MESSAGE,ENTRIES",
        "DELETE_MESSAGE,ROWS",
        "DELETE_MESSAGE,EVENTS",
        "DELETE_MESSAGE,DONE",
        "REACT,IDS",
        "REACT,ENTRIES",
        "REACT,ROWS",
        "REACT,EVENTS",
        "REACT,DONE"
    })
    void whileAMessageIsChanged(CommandCase kind, EffectStep step) throws Exception {
        try (MortalOwner owner = new MortalOwner(step, kind)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects()) {
                String chat = alice.startsChatWith(bob.userId);
                String first = alice.sends(chat, "first");
                String second = alice.sends(chat, "second");
                FedOwner.await("all is stored", () -> alice.pagesBack(chat, 5).size() == 3);
                String begun = alice.shows(chat).getFirst();
                String change =
                        switch (kind) {
                            case EDIT_MESSAGE -> alice.edits(chat, first, "first, edited");
                            case DELETE_MESSAGE -> alice.deletes(chat, first);
                            default -> alice.reacts(chat, first, "👍", false);
                        };
                owner.awaitDeath();
                String edit = alice.edits(chat, second, "second, edited");
                String delete = alice.deletes(chat, second);
                String late = alice.edits(chat, second, "too late");
                alice.awaitAccepted(late);
                owner.close();
                alice.awaitRejected(late);
                String after = alice.sends(chat, "after the fall");
                bob.awaitMessage(after);

                assertThat(alice.entries(chat)).isEqualTo(bob.entries(chat));
                assertThat(alice.reads(chat))
                        .containsExactly(
                                switch (kind) {
                                    case EDIT_MESSAGE -> "first, edited";
                                    case DELETE_MESSAGE -> "";
                                    default -> "first";
                                },
                                "",
                                "after the fall");
                await().untilAsserted(
                                () ->
                                        assertThat(
                                                        alice.pagesBack(chat, 3).reversed().stream()
                                                                .map(ShownEntry::comparable))
                                                .isEqualTo(
                                                        alice.entries(chat).stream()
                                                                .map(ShownEntry::comparable)
                                                                .toList()));
                assertThat(ChatEventsReader.idsOf(chat, 7))
                        .containsExactly(begun, first, second, change, edit, delete, after);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EffectStep.class,
            names = {"IDS", "ENTRIES", "ROWS", "DELIVERY", "EVENTS", "DONE"})
    void whileAMemberIsRemoved(EffectStep step) throws Exception {
        try (MortalOwner owner = new MortalOwner(step, CommandCase.REMOVE_MEMBER)) {
            TestUser[] pair = owner.pair();
            try (TestUser alice = pair[0].connects();
                    TestUser bob = pair[1].connects();
                    TestUser carol = cluster.user(0)) {
                String request = owner.groupRequest(alice.userId).toString();
                var group =
                        Map.of(
                                "request_id",
                                request,
                                "title",
                                "three of us",
                                "member_ids",
                                List.of(bob.userId, carol.userId));
                String chat =
                        TestUser.text(alice.rest.post("/users/chat", group).expect(201), "chat_id");
                String remove = TestUser.newId();
                String path = "/users/chat/" + chat + "/members/" + carol.userId;
                // 202 where the owner has died before it answered.
                assertThat(alice.rest.change(remove, "DELETE", path, null).status()).isIn(200, 202);
                owner.awaitDeath();
                owner.close();
                carol.awaitEvent(e -> TestUser.is(e, "member_removed"));
                FedOwner.await(
                        "the new owner answers",
                        () -> alice.rest.change(remove, "DELETE", path, null).status() == 200);
                String message = bob.sends(chat, "just us two");
                alice.awaitMessage(message);

                Agreement.of(alice, bob, chat, List.of(request, remove, message));
                assertThat(carol.shows(chat)).containsExactly(request, remove);
                assertThat(carol.events()).noneMatch(e -> e.toString().contains("just us two"));
                assertThat(carol.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
            }
        }
    }
}
