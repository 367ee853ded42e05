package chat.sentinel.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who may see a file, and who hears of it.
class AccessTest {
    private static final MediaCluster CLUSTER = MediaCluster.shared();

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final Person eve = new Person();

    @Test
    void whoIsInAChatThatCarriesItSeesItAndNobodyElse() {
        byte[] file = SampleFiles.png(8, 8);
        UUID media = ana.uploads("a.png", "image/png", file);
        assertThat(sees(ben, media)).isFalse();
        Chat chat = Chat.of(ana, ben);
        Chat.Sent message = chat.carries(ana, media);
        awaitSeen(ben, media);
        assertThat(Person.sha256(ben.reads(media))).isEqualTo(Person.sha256(ana.reads(media)));
        assertThat(sees(eve, media)).isFalse();
        assertThat(ben.rest.delete("/media/" + media).status()).isEqualTo(403);

        chat.isLeftBy(ben);
        awaitHidden(ben, media);
        assertThat(ben.rest.get("/media/" + media).status()).isEqualTo(404);
        chat.adds(ben, false);
        chat.carries(ana, ana.uploads("b.png", "image/png", SampleFiles.png(9, 9)));
        // It was said while he was there before.
        awaitSeen(ben, media);

        chat.deletes(ana, message);
        awaitHidden(ben, media);
        assertThat(sees(ana, media)).isTrue();
    }

    @Test
    void whoComesLaterSeesAsMuchOfThePastAsOfMessages() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat chat = Chat.of(ana, ben);
        chat.carries(ana, media);
        chat.adds(eve, false);
        Person cleo = new Person();
        chat.adds(cleo, true);
        awaitSeen(cleo, media);
        assertThat(sees(eve, media)).isFalse();
    }

    @Test
    void nobodyStealsAFileByNamingIt() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Person accomplice = new Person();
        Chat elsewhere = Chat.of(eve, accomplice);
        elsewhere.carries(eve, media);
        // A message of her own is read after it.
        UUID own = eve.uploads("b.png", "image/png", SampleFiles.png(9, 9));
        elsewhere.carries(eve, own);
        awaitSeen(accomplice, own);
        assertThat(sees(eve, media)).isFalse();
        assertThat(sees(accomplice, media)).isFalse();

        // That she may see it later does not make good what she did before.
        Chat chat = Chat.of(ana, ben);
        chat.carries(ana, media);
        chat.adds(eve, true);
        awaitSeen(eve, media);
        assertThat(sees(accomplice, media)).isFalse();
        elsewhere.carries(eve, media);
        awaitSeen(accomplice, media);
        // Nor does she lose the one by leaving the other.
        chat.isLeftBy(eve);
        chat.carries(ana, own);
        awaitSeen(ben, media);
        assertThat(sees(eve, media)).isTrue();
    }

    /// Chats are read side by side: that Ben had it from Ana is heard of after that he passed
    /// it on.
    @Test
    void aFileMayBePassedOnInWhateverOrderItIsHeardOf() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat first = Chat.unheardOf(ana, ben);
        first.carries(ana, media);
        Chat second = Chat.of(ben, eve);
        second.carries(ben, media);
        Person dora = new Person();
        Chat third = Chat.of(eve, dora);
        third.carries(eve, media);
        UUID later = eve.uploads("c.png", "image/png", SampleFiles.png(7, 7));
        third.carries(eve, later);
        awaitSeen(dora, later);
        assertThat(sees(dora, media)).isFalse();
        first.isHeardOf();
        awaitSeen(ben, media);
        awaitSeen(eve, media);
        awaitSeen(dora, media);
    }

    @Test
    void membersOfOldChatsAreKnownFromTheTopicOfMembers() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat chat = Chat.of(ana);
        CLUSTER.publish(member(chat.id, ben, 1, 0));
        CLUSTER.publish(member(chat.id, eve, 1, 2));
        chat.carries(ana, media);
        awaitSeen(ben, media);
        assertThat(sees(eve, media)).isFalse();
    }

    private static ChatMember member(ChatId chat, Person person, long joined, long left) {
        return ChatMember.newBuilder()
                .setChatId(chat.byteString())
                .setUserId(person.id.byteString())
                .setRole("member")
                .addSpans(MemberSpan.newBuilder().setJoinedSeq(joined).setLeftSeq(left))
                .setSeq(Math.max(joined, left))
                .build();
    }

    @Test
    void aChatIsToldWhatItsFilesAreWhicheverComesFirst() {
        byte[] file = SampleFiles.png(8, 8);
        JsonNode announced = ana.announces("a.png", "image/png", file);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        Chat early = Chat.of(ana, ben);
        Chat.Sent sent = early.carries(ana, media);
        awaitSeenState(ben, media, "uploading");
        Person.puts(announced, file);
        ana.completes(media).expect(200);
        await().untilAsserted(() -> assertThat(CLUSTER.told(media)).hasSize(1));
        assertThat(CLUSTER.told(media).getFirst().getChatIdsList())
                .containsExactly(early.id.byteString());

        Chat late = Chat.of(ana, eve);
        late.carries(ana, media);
        early.again(sent);
        await().untilAsserted(() -> assertThat(CLUSTER.told(media)).hasSize(2));
        assertThat(CLUSTER.told(media).getLast().getChatIdsList())
                .containsExactly(late.id.byteString());

        assertThat(ana.rest.delete("/media/" + media).status()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(CLUSTER.told(media)).hasSize(3));
        List<MediaEvent> told = CLUSTER.told(media);
        assertThat(told).extracting(MediaEvent::getVersion).containsExactly(1L, 2L, 3L);
        assertThat(told.getLast().hasDeleted()).isTrue();
        assertThat(told.getLast().getChatIdsList())
                .containsExactlyInAnyOrder(early.id.byteString(), late.id.byteString());
        assertThat(ben.rest.get("/media/" + media).status()).isEqualTo(404);
        assertThat(ana.rest.get("/media/" + media).status()).isEqualTo(404);
    }

    @Test
    void aPageIsToldTheAddressesItself() {
        byte[] image = SampleFiles.png(8, 8);
        UUID media = ana.uploads("a.png", "image/png", image);
        RestClient.Answer answer = ana.rest.get("/media/" + media + "/links");
        JsonNode links = answer.expect(200);
        assertThat(answer.raw().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(Person.get(links.path("content").asString()).body()).isEqualTo(ana.reads(media));
        assertThat(Person.get(links.path("thumbnail").asString()).statusCode()).isEqualTo(200);
        assertThat(Instant.parse(links.path("expires_at").asString())).isAfter(Instant.now());
        UUID text = ana.uploads("a.txt", "text/plain", "tea".getBytes(UTF_8));
        assertThat(ana.rest.get("/media/" + text + "/links").expect(200).path("thumbnail").isNull())
                .isTrue();

        assertThat(ben.rest.get("/media/" + media + "/links").status()).isEqualTo(404);
        JsonNode announced = ana.announces("b.png", "image/png", image);
        assertThat(
                        ana.rest
                                .get("/media/" + announced.path("media_id").asString() + "/links")
                                .expect(409)
                                .path("code")
                                .asString())
                .isEqualTo("media_not_ready");
    }

    @Test
    void addressesHaveTheHostThatTheClientCalls() {
        byte[] image = SampleFiles.png(8, 8);
        UUID media = ana.uploads("a.png", "image/png", image);
        String usual = links(media, Map.of());
        String other = URI.create(usual).getAuthority().replace("127.0.0.1", "localhost");
        String asked = links(media, Map.of("X-Forwarded-Host", other, "X-Forwarded-Proto", "http"));
        assertThat(URI.create(asked).getAuthority()).isEqualTo(other);
        assertThat(Person.get(asked).body()).isEqualTo(ana.reads(media));
        // The signature is good for that host only.
        assertThat(Person.get(asked.replace("localhost", "127.0.0.1")).statusCode()).isEqualTo(403);
        assertThat(
                        links(
                                media,
                                Map.of(
                                        "X-Forwarded-Host",
                                        "a.example",
                                        "X-Forwarded-Proto",
                                        "https")))
                .startsWith("https://a.example/");
        for (String lie : List.of("a.example/x?", "me@a.example", "a b", "a.example:99999", "-")) {
            assertThat(URI.create(links(media, Map.of("X-Forwarded-Host", lie))).getAuthority())
                    .as(lie)
                    .isEqualTo(URI.create(usual).getAuthority());
        }
    }

    private String links(UUID media, Map<String, String> headers) {
        return ana.rest
                .call("GET", "/media/" + media + "/links", null, headers)
                .expect(200)
                .path("content")
                .asString();
    }

    @Test
    void anAddressIsGoneWithItsFile() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        String address = ana.address(media, "content");
        String thumbnail = ana.address(media, "thumbnail");
        assertThat(Person.get(address).statusCode()).isEqualTo(200);
        ana.rest.delete("/media/" + media);
        assertThat(Person.get(address).statusCode()).isEqualTo(404);
        assertThat(Person.get(thumbnail).statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsErasedTakesHisFilesAlong() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat chat = Chat.of(ana, ben);
        chat.carries(ana, media);
        awaitSeen(ben, media);
        CLUSTER.publish(
                UserEvent.newBuilder()
                        .setUserId(ana.id.byteString())
                        .setVersion(2)
                        .setErased(UserErased.newBuilder().setUsername("ana"))
                        .build());
        awaitHidden(ben, media);
        await().untilAsserted(
                        () ->
                                assertThat(CLUSTER.told(media))
                                        .last()
                                        .matches(MediaEvent::hasDeleted));
    }

    @Test
    void aRecordThatNobodyCanReadHoldsNobodyUp() {
        UUID media = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat chat = Chat.of(ana, ben);
        CLUSTER.publishRubbish(chat.id);
        chat.carries(ana, media);
        awaitSeen(ben, media);
    }

    private static boolean sees(Person person, UUID media) {
        return person.rest.get("/media/" + media + "/content").status() == 302;
    }

    private static void awaitSeen(Person person, UUID media) {
        await().until(() -> sees(person, media));
    }

    private static void awaitHidden(Person person, UUID media) {
        await().until(
                        () ->
                                person.rest.get("/media/" + media + "/content").status() == 404
                                        && person.rest
                                                        .get("/media/" + media + "/thumbnail")
                                                        .status()
                                                == 404);
    }

    private static void awaitSeenState(Person person, UUID media, String state) {
        await().until(
                        () ->
                                person.rest
                                        .get("/media/" + media)
                                        .body()
                                        .path("state")
                                        .asString("")
                                        .equals(state));
    }
}
