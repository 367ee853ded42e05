package chat.sentinel.notification.item;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.notification.Chat;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.purge.Purge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The list of alerts, for who comes later.
class ItemsTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();
    private static final String SEEN = "/notifications/items/seen";

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final Person cem = new Person();

    private static List<String> chatsIn(JsonNode items) {
        return items.path("items")
                .valueStream()
                .map(item -> item.path("chat_id").asString(""))
                .toList();
    }

    @Test
    void aChatWithMessagesIsOneAlertWithTheLastOfThem() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "first");
        CommandId last = chat.says(ben, "then");

        JsonNode list = ana.items();

        assertThat(list.propertyNames()).containsExactly("items", "next_cursor", "unseen");
        assertThat(list.path("unseen").asInt()).isEqualTo(1);
        assertThat(list.path("next_cursor").isNull()).isTrue();
        assertThat(list.path("items")).hasSize(1);
        JsonNode item = list.path("items").path(0);
        assertThat(item.propertyNames())
                .containsExactly(
                        "id",
                        "kind",
                        "chat_id",
                        "chat_title",
                        "messages",
                        "message_id",
                        "sender_id",
                        "sender_name",
                        "preview",
                        "type",
                        "at",
                        "seen",
                        "muted");
        assertThat(item.path("kind").asString()).isEqualTo("messages");
        assertThat(item.path("chat_id").asString()).isEqualTo(chat.id.toString());
        assertThat(item.path("chat_title").isNull()).isTrue();
        assertThat(item.path("messages").asInt()).isEqualTo(2);
        assertThat(item.path("message_id").asString()).isEqualTo(last.toString());
        assertThat(item.path("sender_id").asString()).isEqualTo(ben.id.toString());
        assertThat(item.path("sender_name").asString()).isEqualTo(ben.name);
        assertThat(item.path("preview").asString()).isEqualTo("then");
        assertThat(item.path("type").asString()).isEqualTo("text");
        assertThat(item.path("seen").asBoolean()).isFalse();
        assertThat(item.path("muted").asBoolean()).isFalse();
        assertThat(ben.items().path("items")).isEmpty();
        assertThat(cem.items().path("items")).isEmpty();
    }

    @Test
    void aGroupHasItsTitle() {
        Chat chat = Chat.group("The garden", ana, ben);
        chat.says(ben, "hello");
        assertThat(ana.items().path("items").path(0).path("chat_title").asString())
                .isEqualTo("The garden");
    }

    @Test
    void whatIsNoTextOrIsDeletedOrNotWantedHasNoPreview() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, MessageType.IMAGE, "a caption");
        JsonNode image = ana.items().path("items").path(0);
        assertThat(image.path("preview").isNull()).isTrue();
        assertThat(image.path("type").asString()).isEqualTo("image");

        chat.says(ben, "secret");
        ana.wantsPreviews(false);
        assertThat(ana.items().path("items").path(0).path("preview").isNull()).isTrue();
        ana.wantsPreviews(true);
        assertThat(ana.items().path("items").path(0).path("preview").asString())
                .isEqualTo("secret");

        chat.lastIsDeleted();
        JsonNode deleted = ana.items().path("items").path(0);
        assertThat(deleted.path("preview").isNull()).isTrue();
        assertThat(deleted.path("messages").asInt()).isEqualTo(2);
    }

    @Test
    void aLongMessageIsCut() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "😀".repeat(201));
        assertThat(ana.items().path("items").path(0).path("preview").asString())
                .isEqualTo("😀".repeat(199) + "…");
        chat.says(ben, "😀".repeat(200));
        assertThat(ana.items().path("items").path(0).path("preview").asString())
                .isEqualTo("😀".repeat(200));
    }

    @Test
    void whatDoesNotOpenIsToldWithoutItsText() {
        Chat one = Chat.ofTwo(ana, ben);
        one.says(ben, "here");
        Chat other = Chat.ofTwo(ana, cem);
        other.says(cem, "there");
        CLUSTER.jdbc()
                .sql(
                        """
                        update chats set content = (select content from chats where chat_id = ?)
                        where chat_id = ?
                        """)
                .param(one.id.value())
                .param(other.id.value())
                .update();
        JsonNode items = ana.items().path("items");
        assertThat(items).hasSize(2);
        assertThat(items.path(0).path("chat_id").asString()).isEqualTo(other.id.toString());
        assertThat(items.path(0).path("preview").isNull()).isTrue();
        assertThat(items.path(1).path("preview").asString()).isEqualTo("here");
    }

    @Test
    void onesOwnMessagesAndThoseOfBlockedPeopleAndOfChatsThatOneLeftAreNoAlerts() {
        Chat own = Chat.ofTwo(ana, ben);
        own.says(ben, "hello");
        own.says(ana, "hello yourself");
        Chat left = Chat.group("left", ana, ben);
        left.says(ben, "still there?");
        left.isLeftBy(ana);
        Chat blocked = Chat.group("with cem", ana, ben, cem);
        blocked.says(cem, "hm");
        ana.blocks(cem);

        assertThat(ana.items().path("items")).isEmpty();
        assertThat(ana.items().path("unseen").asInt()).isZero();
        assertThat(chatsIn(ben.items())).contains(own.id.toString(), blocked.id.toString());
    }

    @Test
    void mutedChatsAreInTheListButDoNotCount() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "psst");
        ana.mutes(chat);
        JsonNode list = ana.items();
        assertThat(list.path("items").path(0).path("muted").asBoolean()).isTrue();
        assertThat(list.path("unseen").asInt()).isZero();
    }

    @Test
    void whatIsStoredIsThereUntilItIsSeenAndAfterwards() {
        UUID welcome = ana.isWelcomed();
        JsonNode item = ana.items().path("items").path(0);
        assertThat(item.path("id").asString()).isEqualTo(welcome.toString());
        assertThat(item.path("kind").asString()).isEqualTo("welcome");
        assertThat(item.path("chat_id").isNull()).isTrue();
        assertThat(item.path("type").isNull()).isTrue();
        assertThat(item.path("messages").asInt()).isZero();
        assertThat(ana.items().path("unseen").asInt()).isEqualTo(1);

        cem.rest.post(SEEN, Map.of("ids", List.of(welcome.toString()))).expect(204);
        assertThat(ana.items().path("unseen").asInt()).isEqualTo(1);
        ana.rest.post(SEEN, Map.of("ids", List.of(welcome.toString()))).expect(204);
        assertThat(ana.items().path("unseen").asInt()).isZero();
        assertThat(ana.items().path("items").path(0).path("seen").asBoolean()).isTrue();
    }

    @Test
    void pagesHaveEverythingOnceTheNewestFirst() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Chat chat = Chat.ofTwo(ana, ben);
            chat.says(ben, "message " + i);
            expected.addFirst(chat.id + ".1");
            if (i % 3 == 0) {
                expected.addFirst(ana.isWelcomed().toString());
            }
        }
        // Several of one moment.
        CLUSTER.jdbc()
                .sql("update chats set message_at = date_trunc('hour', now()) where sender_id = ?")
                .param(ben.id.value())
                .update();
        List<String> got = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ana.rest.get("/notifications/items?page_size=3" + cursor).expect(200);
            page.path("items").forEach(item -> got.add(item.path("id").asString()));
            assertThat(page.path("items").size()).isBetween(1, 3);
            assertThat(page.path("unseen").asInt()).isEqualTo(10);
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(new HashSet<>(got)).hasSameSizeAs(got);
        assertThat(got.subList(0, 3)).allMatch(id -> !id.contains("."));
    }

    @Test
    void newestIsFirst() {
        Chat first = Chat.ofTwo(ana, ben);
        Chat second = Chat.ofTwo(ana, cem);
        first.says(ben, "1");
        second.says(cem, "2");
        assertThat(chatsIn(ana.items())).containsExactly(second.id.toString(), first.id.toString());
        first.says(ben, "3");
        assertThat(chatsIn(ana.items())).containsExactly(first.id.toString(), second.id.toString());
    }

    @Test
    void aCursorIsItsOwnersAndOfTheListOnly() {
        for (int i = 0; i < 2; i++) {
            ana.isWelcomed();
            ben.isWelcomed();
        }
        String cursor =
                ana.rest
                        .get("/notifications/items?page_size=1")
                        .expect(200)
                        .path("next_cursor")
                        .asString();
        ana.atTheOtherInstance().get("/notifications/items?cursor=" + cursor).expect(200);
        assertThat(
                        ben.rest
                                .get("/notifications/items?cursor=" + cursor)
                                .body()
                                .path("code")
                                .asString())
                .isEqualTo("invalid_cursor");
        assertThat(
                        ana.rest
                                .get("/notifications/decisions?cursor=" + cursor)
                                .body()
                                .path("code")
                                .asString())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void anAlertThatIsSeenHidesNoMessageThatCameAfterIt() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "one");
        chat.says(ben, "two");
        String id = ana.items().path("items").path(0).path("id").asString();
        chat.says(ben, "three");

        ana.rest.post(SEEN, Map.of("ids", List.of(id))).expect(204);

        JsonNode item = ana.items().path("items").path(0);
        assertThat(item.path("messages").asInt()).isEqualTo(1);
        assertThat(item.path("preview").asString()).isEqualTo("three");

        ana.rest.post(SEEN, Map.of("ids", List.of(item.path("id").asString(), id))).expect(204);
        assertThat(ana.items().path("items")).isEmpty();
        ana.rest.post(SEEN, Map.of("ids", List.of(id))).expect(204);
        assertThat(chat.seenBy(ana)).isEqualTo(3);
    }

    @Test
    void nothingIsSeenBeyondWhatThereIs() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "one");
        ana.rest
                .post(
                        SEEN,
                        Map.of(
                                "ids",
                                List.of(
                                        chat.id + ".999999999999999999",
                                        UUID.randomUUID().toString(),
                                        UUID.randomUUID() + ".7",
                                        "what is this",
                                        "")))
                .expect(204);
        assertThat(chat.seenBy(ana)).isEqualTo(1);
        chat.says(ben, "two");
        assertThat(ana.items().path("items").path(0).path("messages").asInt()).isEqualTo(1);
    }

    @Test
    void aChatIsSeenAsAWholeOrUpToAnEntry() {
        Chat chat = Chat.ofTwo(ana, ben);
        chat.says(ben, "one");
        chat.says(ben, "two");
        long seq = chat.seq();
        chat.says(ben, "three");

        seen(chat, seq);
        assertThat(chat.seenBy(ana)).isEqualTo(2);
        seen(chat, seq - 1);
        assertThat(chat.seenBy(ana)).isEqualTo(2);
        chat.isRenamed("entries that are no messages");
        seen(chat, chat.seq() + 100);
        assertThat(chat.seenBy(ana)).isEqualTo(3);

        chat.says(ben, "four");
        ana.rest.post(SEEN, Map.of("chat_id", chat.id.toString())).expect(204);
        assertThat(chat.seenBy(ana)).isEqualTo(4);
        assertThat(chat.seenBy(ben)).isZero();
        cem.rest.post(SEEN, Map.of("chat_id", chat.id.toString())).expect(204);
    }

    private void seen(Chat chat, long seq) {
        ana.rest.post(SEEN, Map.of("chat_id", chat.id.toString(), "seq", seq)).expect(204);
    }

    @Test
    void everythingIsSeenAtOnce() {
        Chat.ofTwo(ana, ben).says(ben, "one");
        Chat.ofTwo(ana, cem).says(cem, "two");
        Chat.ofTwo(ben, cem).says(cem, "three");
        ana.isWelcomed();
        ana.rest.post(SEEN, Map.of("all", true)).expect(204);
        assertThat(ana.items().path("unseen").asInt()).isZero();
        assertThat(ana.items().path("items")).hasSize(1);
        assertThat(ben.items().path("unseen").asInt()).isEqualTo(1);
    }

    @Test
    void manyAreReadAtOnce() {
        Chat chat = Chat.group("all", ana, ben, cem);
        chat.says(ben, "to all");
        Items items = CLUSTER.bean(Items.class);
        assertThat(items.ofChats(List.of(ana.id, ben.id, cem.id), List.of(chat.id)))
                .extracting(Alert::user)
                .containsExactlyInAnyOrder(ana.id, cem.id);
        assertThat(Objects.requireNonNull(items.unseen(List.of(ana.id, ben.id)).get(ben.id)))
                .isZero();
        assertThat(items.unseen(List.of(ana.id, ben.id))).containsEntry(ana.id, 1);
    }

    @Test
    void whatIsOldIsDropped() {
        UUID old = ana.isWelcomed();
        UUID young = ana.isWelcomed();
        CLUSTER.jdbc()
                .sql("update items set at = now() - interval '91 days' where item_id = ?")
                .param(old)
                .update();
        CLUSTER.jdbc()
                .sql("update items set at = now() - interval '89 days' where item_id = ?")
                .param(young)
                .update();
        CLUSTER.bean(Purge.class).purge();
        assertThat(ana.items().path("items").valueStream().map(item -> item.path("id").asString()))
                .containsExactly(young.toString());
    }

    @Test
    void areForPeopleOnly() {
        assertThat(ana.application().get("/notifications/items").status()).isEqualTo(403);
        assertThat(ana.application().post(SEEN, Map.of("all", true)).status()).isEqualTo(403);
        assertThat(ana.application().get("/notifications/decisions").status()).isEqualTo(403);
    }
}
