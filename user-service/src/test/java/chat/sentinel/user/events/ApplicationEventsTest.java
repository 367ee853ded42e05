package chat.sentinel.user.events;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestClient;
import chat.sentinel.user.TestPerson;
import chat.sentinel.user.account.AdminCommand;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ApplicationEventsTest extends RunningService {
    @Autowired private AdminCommand command;

    @Test
    void tellsOfAnApplicationAsOfSomebodyWhoComesAndLeaves() {
        TestPerson root = person();
        command.run(List.of("create", root.username()), () -> "");
        TestClient administrator = root.again().signedIn();
        String name = "bot-" + UUID.randomUUID().toString().substring(0, 8);
        Answer made = administrator.post("/applications", "{\"name\": \"%s\"}".formatted(name));
        administrator.delete("/applications/" + made.field("application_id")).isEmpty(204);

        try (UserTopic topic = UserTopic.read(Backends.kafka().bootstrapServers(), TOPIC)) {
            List<UserEvent> events =
                    topic.of(UserId.parse(made.field("user_id")), 3, Duration.ofSeconds(5));

            assertThat(events)
                    .extracting(UserEvent::getFactCase)
                    .containsExactly(
                            UserEvent.FactCase.REGISTERED,
                            UserEvent.FactCase.SESSIONS_REVOKED,
                            UserEvent.FactCase.ERASED);
            assertThat(events.get(0).getRegistered().getUsername()).isEqualTo(name);
            assertThat(events.get(1).getSessionsRevoked().getSessionIdsList())
                    .containsExactly(SessionId.parse(made.field("application_id")).byteString());
            assertThat(events.get(2).getErased().getUsername()).isEqualTo(name);
        }
    }
}
