package chat.sentinel.notification.preference;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How people wish to be told.
class PreferencesTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();
    private static final String PATH = "/notification-preferences";
    private static final String NOTHING_SAID =
            """
            {"previews": true, "quiet_hours": null, "muted_chats": []}""";

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final StoredPreferences stored = CLUSTER.bean(StoredPreferences.class);

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Instant inOneHour() {
        return Instant.now()
                .plus(Duration.ofHours(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .plusMillis(123);
    }

    @Test
    void areTheDefaultsUntilSomethingIsSaid() {
        assertThat(ana.rest.get(PATH).expect(200)).isEqualTo(json(NOTHING_SAID));
        assertThat(stored.of(List.of(ana.id))).isEqualTo(Map.of(ana.id, Preferences.DEFAULT));
    }

    @Test
    void areReplacedAsAWhole() {
        Instant until = inOneHour();
        String other = UUID.randomUUID().toString();
        String said =
                """
                {"previews": false,
                 "quiet_hours": {"from": "22:00", "to": "07:30", "zone": "Europe/Berlin"},
                 "muted_chats": [{"chat_id": "%s", "until": null}, {"chat_id": "%s", "until": "%s"}]}
                """
                        .formatted(chat, other, until);
        JsonNode answer = ana.rest.put(PATH, said).expect(200);
        assertThat(answer).isEqualTo(ana.atTheOtherInstance().get(PATH).expect(200));
        assertThat(answer.path("previews").asBoolean()).isFalse();
        assertThat(answer.path("quiet_hours")).isEqualTo(json(said).path("quiet_hours"));
        assertThat(answer.path("muted_chats").valueStream().toList())
                .containsExactlyInAnyOrderElementsOf(
                        json(said).path("muted_chats").valueStream().toList());
        assertThat(stored.of(List.of(ana.id, ben.id)))
                .isEqualTo(
                        Map.of(
                                ana.id,
                                new Preferences(
                                        false,
                                        new QuietHours(
                                                LocalTime.of(22, 0),
                                                LocalTime.of(7, 30),
                                                ZoneId.of("Europe/Berlin"))),
                                ben.id,
                                Preferences.DEFAULT));

        ana.rest.put(PATH, NOTHING_SAID).expect(200);
        assertThat(ana.rest.get(PATH).expect(200)).isEqualTo(json(NOTHING_SAID));
    }

    @Test
    void oneChatIsMutedAndUnmuted() {
        String path = PATH + "/muted-chats/" + chat;
        Instant until = inOneHour();
        ana.rest.put(path, "{\"until\": \"" + until + "\"}").expect(204);
        JsonNode muted = ana.rest.get(PATH).expect(200).path("muted_chats").path(0);
        assertThat(muted.path("chat_id").asString()).isEqualTo(chat.toString());
        assertThat(Instant.parse(muted.path("until").asString())).isEqualTo(until);
        ana.rest.put(path, "{}").expect(204);
        assertThat(ana.rest.get(PATH).expect(200).path("muted_chats").toString())
                .isEqualTo("[{\"chat_id\":\"" + chat + "\",\"until\":null}]");
        ana.rest.delete(path).expect(204);
        ana.rest.delete(path).expect(204);
        assertThat(ana.rest.get(PATH).expect(200)).isEqualTo(json(NOTHING_SAID));
    }

    @Test
    void aMuteThatIsOverIsNoMute() {
        ana.rest
                .put(PATH + "/muted-chats/" + chat, "{\"until\": \"2020-01-01T00:00:00Z\"}")
                .expect(204);
        assertThat(stored.mutedBy(List.of(ana.id), List.of(chat))).isEmpty();
        ana.rest
                .put(
                        PATH,
                        """
                        {"previews": true, "muted_chats":
                            [{"chat_id": "%s", "until": "2020-01-01T00:00:00Z"}]}
                        """
                                .formatted(chat))
                .expect(200);
        CLUSTER.jdbc()
                .sql("insert into muted_chats values (?, ?, now() - interval '1 second')")
                .param(ana.id.value())
                .param(chat.value())
                .update();
        assertThat(stored.mutedBy(List.of(ana.id), List.of(chat))).isEmpty();
        assertThat(ana.rest.get(PATH).expect(200)).isEqualTo(json(NOTHING_SAID));
    }

    @Test
    void whoMutesWhatIsReadForManyAtOnce() {
        ChatId other = new ChatId(UUID.randomUUID());
        ana.rest.put(PATH + "/muted-chats/" + chat, "{}").expect(204);
        ben.rest.put(PATH + "/muted-chats/" + other, "{}").expect(204);

        assertThat(stored.mutedBy(List.of(ana.id, ben.id), List.of(chat, other)))
                .containsExactlyInAnyOrder(new Muted(ana.id, chat), new Muted(ben.id, other));
        assertThat(stored.mutedBy(List.of(ben.id), List.of(chat))).isEmpty();
        assertThat(stored.mutedBy(List.of(), List.of())).isEmpty();
    }

    @Test
    void mutedChatsAreLimited() {
        assertThat(ana.rest.put(PATH, muting(1_001)).status()).isEqualTo(422);
        ana.rest.put(PATH, muting(1_000)).expect(200);
        assertThat(ana.rest.put(PATH + "/muted-chats/" + chat, "{}").status()).isEqualTo(422);
        ana.rest.put(PATH, muting(999)).expect(200);
        ana.rest.put(PATH + "/muted-chats/" + chat, "{}").expect(204);
        ana.rest.put(PATH + "/muted-chats/" + chat, "{}").expect(204);
    }

    private static String muting(int chats) {
        return IntStream.range(0, chats)
                .mapToObj(
                        _ ->
                                "{\"chat_id\":\"%s\",\"until\":\"%s\"}"
                                        .formatted(UUID.randomUUID(), inOneHour()))
                .collect(Collectors.joining(",", "{\"previews\":true,\"muted_chats\":[", "]}"));
    }

    @Test
    void goWithTheirOwner() {
        ana.rest.put(PATH, "{\"previews\":false,\"muted_chats\":[]}").expect(200);
        ana.rest.put(PATH + "/muted-chats/" + chat, "{}").expect(204);
        stored.erase(ana.id);
        assertThat(ana.rest.get(PATH).expect(200)).isEqualTo(json(NOTHING_SAID));
    }

    @Test
    void areForPeopleOnly() {
        assertThat(ana.application().get(PATH).status()).isEqualTo(403);
        assertThat(ana.application().put(PATH, NOTHING_SAID).status()).isEqualTo(403);
        String path = PATH + "/muted-chats/" + chat;
        assertThat(ana.application().put(path, "{}").status()).isEqualTo(403);
        assertThat(ana.application().delete(path).status()).isEqualTo(403);
    }
}
