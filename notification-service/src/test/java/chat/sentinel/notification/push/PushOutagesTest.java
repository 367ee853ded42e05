package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.fcm.Sent;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.TalkedChat;
import chat.sentinel.testkit.client.RestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import tools.jackson.databind.JsonNode;

/// Nobody is skipped and nothing is told twice, whatever is slow, away or moves elsewhere.
class PushOutagesTest extends AnasPhone {
    /// `-Dsentinel.test.outage=60` for a whole minute.
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("sentinel.test.outage", 4));

    private record Recipient(Person person, String token, TalkedChat chat) {}

    @Test
    void firebaseIsAway() throws InterruptedException {
        List<Recipient> recipients = recipients(4);
        CLUSTER.fcm().behave("*", "broken");
        long end = System.nanoTime() + OUTAGE.toNanos();
        int messages = 0;
        while (System.nanoTime() < end) {
            messages++;
            recipients.forEach(recipient -> recipient.chat().says(ben, "are you there?"));
            Thread.sleep(OUTAGE.toMillis() / 20);
        }
        CLUSTER.fcm().behave("*", "ok");
        awaitToldOnce(recipients, messages, OUTAGE.multipliedBy(2));
    }

    /// Forty under way at a time, of fifty.
    @Test
    void firebaseIsSlowOnEveryCall() {
        CLUSTER.fcm().behave("*", "slow:500ms");
        List<Recipient> recipients = recipients(50);
        recipients.forEach(recipient -> recipient.chat().says(ben, "are you there?"));
        awaitToldOnce(recipients, 1, Duration.ZERO);
    }

    @Test
    void anInstanceComesAndGoes() throws InterruptedException {
        List<Recipient> recipients = recipients(8);
        int messages = 0;
        ConfigurableApplicationContext third = CLUSTER.start(Map.of());
        await().until(() -> partitions(third) > 0);
        // So that it has some under way when it ends.
        CLUSTER.fcm().behave("*", "slow:2s");
        Thread closing = new Thread(third::close);
        for (; messages < 40; messages++) {
            if (messages == 20) {
                closing.start();
            }
            recipients.forEach(recipient -> recipient.chat().says(ben, "are you there?"));
            Thread.sleep(50);
        }
        closing.join();
        CLUSTER.fcm().behave("*", "ok");
        awaitToldOnce(recipients, messages, Duration.ofSeconds(5));
    }

    @Test
    void somebodyHasFiftyDevices() {
        List<String> tokens =
                IntStream.range(0, 50).mapToObj(i -> "token-" + UUID.randomUUID()).toList();
        for (int i = 0; i < tokens.size(); i++) {
            ana.registers("device-" + i, tokens.get(i));
        }
        RestClient.Answer more =
                ana.rest.put("/devices/one-more", Map.of("platform", "ios", "token", phone));
        assertThat(more.status()).isEqualTo(409);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        await().untilAsserted(
                        () ->
                                assertThat(outcomes(chat))
                                        .hasSize(50)
                                        .allMatch(outcome -> outcome.endsWith(" pushed")));
        assertThat(tokens).allMatch(token -> CLUSTER.fcm().sentTo(token).size() == 1);
    }

    @Test
    void somebodyIsInFiveThousandChats() {
        int chats = 5_000;
        CLUSTER.jdbc()
                .sql(
                        """
                        with made as (
                            insert into chats (chat_id, seq, is_group, ordinal, message_id, message_seq,
                                sender_id, type, content, message_at)
                            select gen_random_uuid(), 2, true, 1,
                                overlay(gen_random_uuid()::text placing '7' from 15 for 1)::uuid, 2, :ben, 0, null,
                                now() - number * interval '1 minute'
                            from generate_series(1, :chats) as number returning chat_id)
                        insert into members (chat_id, user_id, seq, present, seen_ordinal)
                        select chat_id, member, 1, true, 0
                        from made cross join unnest(array[:ben, :ana]) as member
                        """)
                .param("ana", ana.id.value())
                .param("ben", ben.id.value())
                .param("chats", chats)
                .update();
        ana.rest.put("/devices/phone", Map.of("platform", "ios", "token", phone)).expect(200);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        JsonNode aps = awaitPush(1).getFirst().message().path("apns").path("payload").path("aps");
        assertThat(aps.path("badge").asInt()).isEqualTo(chats + 1);

        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ana.rest.get("/notifications/items?page_size=100" + cursor).expect(200);
            page.path("items").forEach(item -> ids.add(item.path("id").asString()));
            assertThat(page.path("unseen").asInt()).isEqualTo(chats + 1);
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(chats + 1).doesNotHaveDuplicates();
        assertThat(ids.getFirst()).startsWith(chat.id.toString());
    }

    private static int partitions(ConfigurableApplicationContext instance) {
        MessageListenerContainer chats =
                instance.getBean(KafkaListenerEndpointRegistry.class).getListenerContainer("chats");
        Collection<TopicPartition> assigned = chats == null ? null : chats.getAssignedPartitions();
        return assigned == null ? 0 : assigned.size();
    }

    private List<Recipient> recipients(int number) {
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Person person = new Person();
            String token = "phone-" + UUID.randomUUID();
            person.registers("phone", token);
            recipients.add(new Recipient(person, token, TalkedChat.ofTwo(person, ben)));
        }
        return recipients;
    }

    /// The chat's first entry is its creation.
    private static void awaitToldOnce(List<Recipient> recipients, int messages, Duration more) {
        Long[] all = LongStream.rangeClosed(2, messages + 1).boxed().toArray(Long[]::new);
        for (Recipient recipient : recipients) {
            await().atMost(more.plusSeconds(15))
                    .untilAsserted(() -> assertThat(toldOf(recipient.token())).contains(all));
        }
        for (Recipient recipient : recipients) {
            assertThat(toldOf(recipient.token())).containsExactlyInAnyOrder(all);
        }
    }

    /// The entries that a device was told of, one that was told twice twice.
    private static List<Long> toldOf(String token) {
        return CLUSTER.fcm().sentTo(token).stream()
                .map(Sent::message)
                .map(message -> message.path("data"))
                .flatMap(
                        data -> {
                            long seq = Long.parseLong(data.path("seq").asString());
                            long number = Long.parseLong(data.path("messages").asString());
                            return LongStream.rangeClosed(seq - number + 1, seq).boxed();
                        })
                .toList();
    }
}
