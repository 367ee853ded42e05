package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.fcm.Sent;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.TalkedChat;
import chat.sentinel.notification.decide.Outcome;
import chat.sentinel.notification.purge.Purge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// From an event of a chat to what a device shows, or why it shows nothing.
class PushTest extends AnasPhone {
    @Test
    void whoIsAwayIsTold() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        TalkedChat.Message message = chat.says(ben, "are you there?");

        JsonNode got = awaitPush(1).getFirst().message();
        assertThat(shown(got)).isEqualTo(ben.name + ": are you there?");
        JsonNode data = got.path("data");
        assertThat(data.path("event").asString()).isEqualTo("received_message");
        assertThat(data.path("chat_id").asString()).isEqualTo(chat.id.toString());
        assertThat(data.path("message_id").asString()).isEqualTo(message.id().toString());
        assertThat(got.path("android").path("collapse_key").asString())
                .isEqualTo(chat.id.toString());
        awaitDecision(chat, "pushed");
        // His own device says nothing, and repeats change nothing.
        CLUSTER.publish(message.event());
        TalkedChat.Message next = chat.says(ben, "hello?");
        List<Sent> both = awaitPush(2);
        assertThat(ids(both)).containsExactly(message.id().toString(), next.id().toString());
        assertThat(both).allMatch(sent -> shown(sent.message()).startsWith(ben.name + ": "));
        assertThat(both.getLast().message().path("data").path("messages").asString())
                .isEqualTo("1");
    }

    @Test
    void eachDeviceIsToldOnce() {
        ana.registers("phone", phone);
        Person tablet = ana.inAnotherSession();
        String tabletToken = "tablet-" + UUID.randomUUID();
        tablet.registers("tablet", tabletToken);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        CLUSTER.presence().gaveSign(tablet, System.currentTimeMillis() + 60_000);
        chat.says(ben, "are you there?");

        awaitPush(1);
        await().untilAsserted(
                        () ->
                                assertThat(outcomes(chat))
                                        .containsExactlyInAnyOrder(
                                                "phone pushed", "tablet active_here"));
        assertThat(CLUSTER.fcm().sentTo(tabletToken)).isEmpty();
    }

    /// It had a socket, but whether anything came by it nobody knows, until it gives a sign.
    @Test
    void aDeviceThatDiedAMomentBeforeIsToldAfterAll() throws InterruptedException {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "waiting");
        Thread.sleep(1_000);
        assertThat(CLUSTER.fcm().sentTo(phone)).isEmpty();

        CLUSTER.presence().left(ana);
        awaitPush(1);
        awaitDecision(chat, "pushed");
    }

    @Test
    void wherePresenceIsSilentAllAreTold() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() + 60_000);
        CLUSTER.presence().isSilent(true);
        chat.says(ben, "are you there?");
        awaitPush(1);
    }

    @Test
    void aBurstIsOnePush() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "one");
        awaitPush(1);
        for (String text : List.of("two", "three", "four", "five")) {
            chat.says(ben, text);
        }
        JsonNode burst = awaitPush(2).getLast().message();
        assertThat(shown(burst)).isEqualTo(ben.name + ": 4 new messages. five");
        assertThat(burst.path("data").path("messages").asString()).isEqualTo("4");
        await().untilAsserted(
                        () -> assertThat(outcomes(chat)).hasSize(5).containsOnly("phone pushed"));
        assertThat(CLUSTER.fcm().sentTo(phone)).hasSize(2);
    }

    @Test
    void reasonsNotToTellAreKept() {
        ana.registers("phone", phone);
        TalkedChat muted = TalkedChat.ofTwo(ana, ben);
        ana.rest.put("/notification-preferences/muted-chats/" + muted.id, "{}").expect(204);
        muted.says(ben, "psst");
        awaitDecision(muted, "muted");

        Person eve = new Person();
        ana.blocks(eve);
        TalkedChat group = TalkedChat.group("Blocked", ben, ana, eve);
        group.says(eve, "hey");
        awaitDecision(group, "blocked");

        TalkedChat old = TalkedChat.ofTwo(ana, new Person());
        old.says(ben, "long ago", System.currentTimeMillis() - Duration.ofHours(25).toMillis());
        awaitDecision(old, "expired");

        ana.rest
                .put(
                        "/notification-preferences",
                        """
                        {"previews": true, "muted_chats": [],
                         "quiet_hours": {"from": "00:00", "to": "00:00", "zone": "Asia/Tokyo"}}
                        """)
                .expect(200);
        TalkedChat night = TalkedChat.ofTwo(ana, ben);
        night.says(ben, "good night");
        awaitDecision(night, "quiet_hours");
        assertThat(CLUSTER.fcm().sentTo(phone)).isEmpty();
        // It is in the list all the same.
        assertThat(ana.items().path("items").valueStream().map(item -> item.path("chat_id")))
                .anyMatch(id -> id.asString().equals(night.id.toString()));
    }

    @Test
    void withoutPreviewsNothingIsSaid() {
        ana.registers("phone", phone);
        ana.wantsPreviews(false);
        TalkedChat.group("The plan", ben, ana).says(ben, "the secret");
        JsonNode got = awaitPush(1).getFirst().message();
        assertThat(shown(got)).isEqualTo("The plan: New message");
        assertThat(got.toString()).doesNotContain("secret");
    }

    @Test
    void whatIsChangedBeforeItIsPushedSaysTheNew() {
        ana.registers("phone", phone);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat edited = TalkedChat.ofTwo(ana, ben);
        edited.edits(edited.says(ben, "teh new"), ben, "the new");
        TalkedChat deleted = TalkedChat.ofTwo(ana, ben);
        deleted.deletes(deleted.says(ben, "never said"), ben);
        // What came after the changes is there, so they are.
        TalkedChat last = TalkedChat.ofTwo(ana, ben);
        last.says(ben, "last");
        awaitDecision(last, "waiting");
        await().untilAsserted(() -> assertThat(outcomes(deleted)).containsOnly("phone deleted"));
        CLUSTER.presence().left(ana);
        assertThat(awaitPush(2).stream().map(sent -> shown(sent.message())))
                .containsExactlyInAnyOrder(ben.name + ": the new", ben.name + ": last");
    }

    @Test
    void onlyWhoIsInTheChatIsTold() {
        Person cleo = new Person();
        ana.registers("phone", phone);
        String cleos = "phone-" + UUID.randomUUID();
        cleo.registers("phone", cleos);
        TalkedChat group = TalkedChat.group("Sailing", ben, ana);
        group.says(ben, "before");
        awaitPush(1);
        group.adds(ben, cleo);
        group.removes(ben, ana);
        group.says(ben, "after");
        await().until(() -> CLUSTER.fcm().sentTo(cleos).size() == 1);
        assertThat(shown(CLUSTER.fcm().sentTo(cleos).getFirst().message()))
                .isEqualTo("Sailing: " + ben.name + ": after");
        assertThat(outcomes(group)).containsExactly("phone pushed");
        assertThat(cleo.items().path("items").valueStream().map(item -> item.path("kind")))
                .anyMatch(kind -> kind.asString().equals("added_to_group"));
    }

    @Test
    void aDeadTokenIsDropped() {
        ana.registers("phone", phone);
        CLUSTER.fcm().behave(phone, "UNREGISTERED");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "device_gone");
        await().until(() -> ana.rest.get("/devices").expect(200).path("devices").isEmpty());
    }

    @Test
    void whatIsNotTakenNowIsTriedAgain() {
        ana.registers("phone", phone);
        CLUSTER.fcm().behave(phone, "UNAVAILABLE:none");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        await().until(() -> attempts() > 0);
        CLUSTER.fcm().behave(phone, "ok");
        awaitPush(1);
        awaitDecision(chat, "pushed");
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() {
        ana.registers("phone", phone);
        CLUSTER.fcm().behave(phone, "SENDER_ID_MISMATCH");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "refused");
        assertThat(CLUSTER.refused()).contains(ana.id.toString());
    }

    /// Its worker died with it at hand: another has it after the lease, under the same key.
    @Test
    void whatAnInstanceTookAndNeverSettledIsTakenAgain() {
        ana.registers("phone", phone);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "waiting");
        PushQueue queue = CLUSTER.bean(PushQueue.class);
        await().until(
                        () ->
                                queue.take(false, 100).stream()
                                        .anyMatch(push -> push.userId().equals(ana.id)));
        CLUSTER.presence().left(ana);
        awaitPush(1);
    }

    @Test
    void whatComesWhileAPushIsUnderWayIsNotLost() {
        ana.registers("phone", phone);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "under way");
        awaitDecision(chat, "waiting");
        PushQueue queue = CLUSTER.bean(PushQueue.class);
        List<WaitingPush> taken =
                await().until(
                                () ->
                                        queue.take(false, 100).stream()
                                                .filter(push -> push.userId().equals(ana.id))
                                                .toList(),
                                list -> !list.isEmpty());
        chat.says(ben, "meanwhile");
        await().until(() -> outcomes(chat).size() == 2);
        queue.settle(Map.of(taken.getFirst(), Outcome.PUSHED));
        assertThat(outcomes(chat)).containsExactlyInAnyOrder("phone waiting", "phone pushed");
        // Who comes after his lease changes nothing.
        queue.settle(Map.of(taken.getFirst(), Outcome.REFUSED));

        CLUSTER.presence().left(ana);
        JsonNode got = awaitPush(1).getFirst().message();
        assertThat(shown(got)).isEqualTo(ben.name + ": meanwhile");
        await().untilAsserted(
                        () ->
                                assertThat(outcomes(chat))
                                        .containsExactly("phone pushed", "phone pushed"));
    }

    @Test
    void whatIsLongSentIsForgotten() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "pushed");
        Purge purge = CLUSTER.bean(Purge.class);
        purge.purge();
        assertThat(rows()).isEqualTo(1);
        CLUSTER.jdbc()
                .sql(
                        """
                        update pushes set pushed_at = now() - interval '8 days',
                            waits_since = now() - interval '8 days' where user_id = ?
                        """)
                .param(ana.id.value())
                .update();
        purge.purge();
        assertThat(rows()).isZero();
    }

    private int rows() {
        return CLUSTER.jdbc()
                .sql("select count(*) from pushes where user_id = ?")
                .param(ana.id.value())
                .query(Integer.class)
                .single();
    }

    private int attempts() {
        return CLUSTER.jdbc()
                .sql("select coalesce(max(attempts), 0) from pushes where user_id = ?")
                .param(ana.id.value())
                .query(Integer.class)
                .single();
    }

    private static List<String> ids(List<Sent> sent) {
        return sent.stream()
                .map(one -> one.message().path("data").path("message_id").asString())
                .toList();
    }
}
