package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.notification.TalkedChat;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/// What changes, or goes wrong, while a push is on its way.
class PushRacesTest extends AnasPhone {
    @Test
    void whoMutesWhileItWaitsIsNotTold() {
        TalkedChat chat = heldBack();
        whileNobodyLooks(
                () ->
                        ana.rest
                                .put("/notification-preferences/muted-chats/" + chat.id, "{}")
                                .expect(204));
        CLUSTER.presence().left(ana);
        awaitDecision(chat, "muted");
        assertThat(CLUSTER.fcm().sentTo(phone)).isEmpty();
    }

    @Test
    void whoBlocksWhileItWaitsIsNotTold() {
        TalkedChat chat = heldBack();
        whileNobodyLooks(() -> ana.blocks(ben));
        CLUSTER.presence().left(ana);
        awaitDecision(chat, "blocked");
        assertThat(CLUSTER.fcm().sentTo(phone)).isEmpty();
    }

    /// Those that are not to be sent are settled together.
    @Test
    void onePushThatCannotBeSettledHoldsUpNoOther() {
        ana.registers("phone", phone);
        ana.registers("cursed", "phone-" + UUID.randomUUID());
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        curse();
        try {
            chat.says(ben, "are you there?");
            await().untilAsserted(
                            () ->
                                    assertThat(outcomes(chat))
                                            .containsExactlyInAnyOrder(
                                                    "phone waiting", "cursed waiting"));
            whileNobodyLooks(
                    () ->
                            ana.rest
                                    .put("/notification-preferences/muted-chats/" + chat.id, "{}")
                                    .expect(204));
            await().untilAsserted(
                            () ->
                                    assertThat(outcomes(chat))
                                            .containsExactlyInAnyOrder(
                                                    "phone muted", "cursed waiting"));
        } finally {
            CLUSTER.jdbc().sql("drop function cursed() cascade").update();
        }
    }

    /// The database does not let the push of this device be settled.
    private static void curse() {
        CLUSTER.jdbc()
                .sql(
                        """
                        create function cursed() returns trigger language plpgsql as $$ begin
                            if new.device_id = 'cursed' and new.due_at is null then
                                raise exception 'cursed';
                            end if;
                            return new;
                        end $$;
                        create trigger cursed before update on pushes
                            for each row execute function cursed();
                        """)
                .update();
    }

    /// What is said of her in `chat.members` is of an entry that `chat.events` has not come to.
    @Test
    void aChangeOfARoleThatIsReadEarlyHidesNobody() {
        ana.registers("phone", phone);
        TalkedChat group = TalkedChat.group("Sailing", ben, ana);
        // What is taken together with its creation does not look at what is stored.
        await().until(() -> isKnown(ana.id));
        member(group, ana.id, 60);
        // So many that one of them comes after hers on each partition.
        Stream.generate(() -> new UserId(UUID.randomUUID()))
                .limit(20)
                .peek(marker -> member(group, marker, 1))
                .toList()
                .forEach(marker -> await().until(() -> isKnown(marker)));
        group.says(ben, "who comes?");
        awaitPush(1);
    }

    @Test
    void aRecordThatNobodyCanReadHoldsNobodyUp() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        CLUSTER.publishRubbish(chat.id);
        TalkedChat.Message message = chat.says(ben, "are you there?");
        assertThat(awaitPush(1).getFirst().message().path("data").path("message_id").asString())
                .isEqualTo(message.id().toString());
        assertThat(CLUSTER.unreadable()).contains(chat.id.toString());
    }

    @Test
    void nobodyIsPutOffForDays() {
        ana.registers("phone", phone);
        CLUSTER.fcm().behave(phone, "UNAVAILABLE:9000s");
        TalkedChat.ofTwo(ana, ben).says(ben, "are you there?");
        await().until(() -> waits("attempts > 0"));
        assertThat(waits("due_at < now() + interval '61 minutes'")).isTrue();
    }

    /// It had a socket when the message came, and gave no sign since.
    private TalkedChat heldBack() {
        ana.registers("phone", phone);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "waiting");
        return chat;
    }

    /// So that whoever takes the push next knows of the change.
    private void whileNobodyLooks(Runnable change) {
        await().until(
                        () ->
                                CLUSTER.bean(TransactionTemplate.class)
                                        .execute(_ -> doneWhileHeld(change)));
    }

    private boolean doneWhileHeld(Runnable change) {
        boolean held =
                CLUSTER.jdbc()
                        .sql(
                                """
                                select 1 from pushes
                                where user_id = ? and due_at < now() + interval '1 second'
                                for update
                                """)
                        .param(ana.id.value())
                        .query(Integer.class)
                        .list()
                        .contains(1);
        if (held) {
            change.run();
        }
        return held;
    }

    private static void member(TalkedChat chat, UserId user, long seq) {
        CLUSTER.publish(
                ChatMember.newBuilder()
                        .setChatId(chat.id.byteString())
                        .setUserId(user.byteString())
                        .setSeq(seq)
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(1))
                        .build());
    }

    private static boolean isKnown(UserId member) {
        return CLUSTER.jdbc()
                .sql("select exists (select from members where user_id = ?)")
                .param(member.value())
                .query(Boolean.class)
                .single();
    }

    private boolean waits(String condition) {
        return CLUSTER.jdbc()
                .sql("select exists (select from pushes where user_id = ? and " + condition + ")")
                .param(ana.id.value())
                .query(Boolean.class)
                .single();
    }
}
