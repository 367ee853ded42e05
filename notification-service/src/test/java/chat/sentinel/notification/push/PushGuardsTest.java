package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.notification.TalkedChat;
import chat.sentinel.notification.device.Devices;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Two things at once, each of which would be right by itself.
class PushGuardsTest extends AnasPhone {
    private final TransactionTemplate transaction =
            new TransactionTemplate(CLUSTER.bean(PlatformTransactionManager.class));

    @Test
    void aDeviceWhoseTokenChangesMeanwhileIsToldByTheNewOne() {
        ana.registers("phone", phone);
        CLUSTER.fcm().behave(phone, "slow:1s+UNREGISTERED");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        await().until(
                        () ->
                                asks(
                                        "select exists (select from pushes where user_id = '%s'"
                                                + " and due_at > now() + interval '1 second')",
                                        ana.id));
        String renewed = "phone-" + UUID.randomUUID();
        ana.registers("phone", renewed);
        await().until(() -> CLUSTER.fcm().sentTo(renewed).size() == 1);
        awaitDecision(chat, "pushed");
        assertThat(ana.rest.get("/devices").expect(200).path("devices")).hasSize(1);
    }

    /// Neither sees what the other has not committed: one of them has to wait.
    @Test
    void whoseDeviceComesWithTheNewsOfHimIsWelcomed() {
        transaction.executeWithoutResult(
                _ -> {
                    CLUSTER.bean(Devices.class).lock(ana.id);
                    int pid =
                            CLUSTER.jdbc()
                                    .sql("select pg_backend_pid()")
                                    .query(Integer.class)
                                    .single();
                    CLUSTER.jdbc()
                            .sql(
                                    """
                                    insert into devices (user_id, device_id, platform, token,
                                        session_id, registered_at)
                                    values (?, 'phone', 'android', ?, ?, now())
                                    """)
                            .param(ana.id.value())
                            .param(phone)
                            .param(ana.session.value())
                            .update();
                    CLUSTER.bean(Welcome.class).greet(ana.id);
                    CLUSTER.publish(
                            UserEvent.newBuilder()
                                    .setUserId(ana.id.byteString())
                                    .setEventId(CommandId.next().byteString())
                                    .setVersion(2)
                                    .setTimestamp(System.currentTimeMillis())
                                    .setRegistered(
                                            UserRegistered.newBuilder().setUsername(ana.name))
                                    .build());
                    await().until(
                                    () ->
                                            somebodyWaitsFor(pid)
                                                    || asks(
                                                            "select exists (select from items"
                                                                    + " where user_id = '%s')",
                                                            ana.id));
                });
        assertThat(shown(awaitPush(1).getFirst().message())).startsWith("Welcome");
    }

    /// That the database stumbled is forgotten when something else is wrong with the same records.
    @Test
    void whatIsReadWithSomethingUnreadableIsToldAlsoAfterADatabaseThatStumbled() {
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        String last = stumblesOver(chat).id().toString();
        await().until(
                        () ->
                                CLUSTER.fcm().sentTo(phone).stream()
                                        .map(sent -> sent.message().path("data").path("message_id"))
                                        .anyMatch(id -> id.asString().equals(last)));
        assertThat(outcomes(chat)).hasSize(2);
    }

    /// What is said in it is read as one.
    private TalkedChat.Message stumblesOver(TalkedChat chat) {
        await().until(() -> isKnown(chat));
        return Objects.requireNonNull(
                transaction.execute(
                        _ -> {
                            int pid = locks(chat);
                            TalkedChat.Message last =
                                    CLUSTER.together(
                                            () -> {
                                                chat.says(ben, "one");
                                                CLUSTER.publishRubbish(chat.id);
                                                return chat.says(ben, "two");
                                            });
                            await().until(() -> somebodyWaitsFor(pid));
                            asks(
                                    "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity"
                                            + " where %d = any(pg_blocking_pids(pid))",
                                    pid);
                            await().until(() -> !somebodyWaitsFor(pid));
                            await().until(() -> somebodyWaitsFor(pid));
                            return last;
                        }));
    }

    /// @return who has it
    private static int locks(TalkedChat chat) {
        return CLUSTER.jdbc()
                .sql("select pg_backend_pid() from chats where chat_id = ? for update")
                .param(chat.id.value())
                .query(Integer.class)
                .single();
    }

    private static boolean isKnown(TalkedChat chat) {
        return asks("select exists (select from chats where chat_id = '%s')", chat.id);
    }

    private static boolean somebodyWaitsFor(int pid) {
        return asks(
                "select exists (select from pg_stat_activity where %d = any(pg_blocking_pids(pid)))",
                pid);
    }

    private static boolean asks(String question, Object what) {
        return CLUSTER.jdbc().sql(question.formatted(what)).query(Boolean.class).single();
    }
}
