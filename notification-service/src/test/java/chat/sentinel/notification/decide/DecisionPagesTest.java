package chat.sentinel.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.purge.Purge;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Why a device was told, or was not.
class DecisionPagesTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final UUID chat = UUID.randomUUID();

    private void decided(Person person, UUID chat, long seq, String device, int minutesAgo) {
        CLUSTER.jdbc()
                .sql(
                        """
                        insert into decisions values
                            (?, ?, ?, ?, ?, 'quiet_hours', now() - ? * interval '1 minute')
                        """)
                .param(chat)
                .param(seq)
                .param(person.id.value())
                .param(device)
                .param(CommandId.next().value())
                .param(minutesAgo)
                .update();
    }

    private static List<Long> seqs(JsonNode page) {
        return page.path("decisions").valueStream().map(d -> d.path("seq").asLong()).toList();
    }

    @Test
    void areOnesOwnTheNewestFirst() {
        decided(ana, chat, 1, "phone", 9);
        decided(ana, chat, 2, "phone", 5);
        decided(ana, UUID.randomUUID(), 3, "phone", 1);
        decided(ben, chat, 4, "phone", 0);

        JsonNode page = ana.rest.get("/notifications/decisions").expect(200);
        assertThat(page.propertyNames()).containsExactly("decisions", "next_cursor");
        assertThat(seqs(page)).containsExactly(3L, 2L, 1L);
        JsonNode first = page.path("decisions").path(2);
        assertThat(first.propertyNames())
                .containsExactly("chat_id", "message_id", "seq", "device_id", "outcome", "at");
        assertThat(first.path("chat_id").asString()).isEqualTo(chat.toString());
        assertThat(first.path("device_id").asString()).isEqualTo("phone");
        assertThat(first.path("outcome").asString()).isEqualTo("quiet_hours");
        assertThat(seqs(ana.rest.get("/notifications/decisions?chat_id=" + chat).expect(200)))
                .containsExactly(2L, 1L);
    }

    @Test
    void pagesHaveEverythingOnce() {
        List<Long> expected = new ArrayList<>();
        for (long seq = 1; seq <= 7; seq++) {
            decided(ana, chat, seq, "phone", 3);
            expected.addFirst(seq);
        }
        CLUSTER.jdbc()
                .sql("update decisions set at = date_trunc('hour', now()) where user_id = ?")
                .param(ana.id.value())
                .update();
        List<Long> got = new ArrayList<>();
        String path = "/notifications/decisions?page_size=3&chat_id=" + chat;
        String cursor = "";
        do {
            JsonNode page = ana.rest.get(path + cursor).expect(200);
            got.addAll(seqs(page));
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(got).isEqualTo(expected);

        String ofTheChat = ana.rest.get(path).expect(200).path("next_cursor").asString();
        assertThat(ana.rest.get("/notifications/decisions?cursor=" + ofTheChat).status())
                .isEqualTo(400);
        assertThat(ben.rest.get(path + "&cursor=" + ofTheChat).status()).isEqualTo(400);
    }

    @Test
    void whatIsOldIsDropped() {
        decided(ana, chat, 1, "phone", 7 * 24 * 60 + 1);
        decided(ana, chat, 2, "phone", 7 * 24 * 60 - 1);
        CLUSTER.bean(Purge.class).purge();
        assertThat(seqs(ana.rest.get("/notifications/decisions").expect(200))).containsExactly(2L);
    }
}
