package chat.sentinel.search.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import chat.sentinel.search.SearchCluster;
import chat.sentinel.search.elastic.IndexState.Phase;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.client.RestClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

    /// An instance starts at the moment at which another one switches.
    @Test
    void shouldShowWhatIsLiveAlsoWhenARebuildSwitchesMeanwhile() throws IOException {
        Person ana = new Person();
        Chat chat = Chat.of(ana);
        chat.says(ana, "the service has begun");
        chat.settles();
        Generations generations = CLUSTER.bean(Generations.class);
        MessageIndices indices = CLUSTER.bean(MessageIndices.class);
        int next = generations.read().state().live() + 1;
        CLUSTER.elasticsearch()
                .before(
                        "POST /_aliases",
                        () -> {
                            indices.prepare(next);
                            indices.show(next);
                            Generations.Kept kept = generations.read();
                            IndexState switched =
                                    kept.state().begun(0).switched(0).in(Phase.NONE, 0);
                            assertThat(generations.write(kept, switched)).isPresent();
                        });
        CLUSTER.bean(Schema.class).make();
        assertThat(generations.read().state().live()).isEqualTo(next);
        assertThat(shown()).isNotEmpty().allMatch(name -> name.contains("-r" + next + "-"));
        await().until(() -> generations.written().equals(List.of(next)));
    }

    private static List<String> shown() {
        return new RestClient(URI.create(Backends.elasticsearch().uri()))
                        .get("/_alias/" + SearchCluster.PREFIX + "messages")
                        .expect(200)
                        .propertyNames()
                        .stream()
                        .toList();
    }
}
