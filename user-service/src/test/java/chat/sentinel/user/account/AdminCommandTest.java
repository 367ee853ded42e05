package chat.sentinel.user.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class AdminCommandTest extends RunningService {
    @Autowired private AdminCommand command;

    @Test
    void givesSomebodyTheRole() {
        TestPerson anna = person();
        assertThat(roles(anna.login())).containsExactly("user");

        assertThat(run("create", anna.username()))
                .isEqualTo(
                        anna.username()
                                + " is an administrator, from the next login or refresh on.");
        run("create", anna.username());

        assertThat(roles(anna.refresh())).containsExactly("user", "administrator");
        assertThat(roles(anna.login())).containsExactly("user", "administrator");
        assertThat(anna.signedIn().get("/applications").status()).isEqualTo(403);
        assertThat(anna.again().signedIn().get("/applications").status()).isEqualTo(200);
    }

    @Test
    void makesAnAccountThatHasIt() {
        String name = "root" + suffix();

        assertThat(run("create", name, name + "@example.org"))
                .isEqualTo("Made the administrator " + name + ".");

        assertThat(roles(login(name, "a long password"))).containsExactly("user", "administrator");
    }

    @Test
    void neverGivesItToWhoHappensToHaveTheName() {
        TestPerson anna = person();
        assertRefused(
                "%1$s is taken. To give that account the role: admin create %1$s"
                        .formatted(anna.username()),
                "create",
                anna.username(),
                "root@example.org");
        assertThat(roles(anna.login())).containsExactly("user");
    }

    @Test
    void saysWhatIsWrong() {
        String nobody = "nobody" + suffix();
        String email = anybodysEmail();
        assertRefused(
                "Nobody is called %1$s. To make the account: admin create %1$s EMAIL"
                        .formatted(nobody),
                "create",
                nobody);
        assertRefused("The username must have 3 to 32 characters", "create", "x");
        assertRefused("The e-mail address must be an e-mail address", "create", nobody, "x");
        assertRefused("The e-mail address is taken", "create", nobody, email);
        assertThatThrownBy(
                        () ->
                                command.run(
                                        List.of("create", nobody, nobody + "@example.org"),
                                        () -> "short"))
                .hasMessage("The password must have 8 to 128 characters");
        for (String[] words :
                new String[][] {{}, {"create"}, {"remove", nobody}, {"a", "b", "c"}}) {
            assertThatThrownBy(() -> run(words))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("admin create USERNAME ");
        }
        assertThat(login(nobody, "a long password").status()).isEqualTo(401);
    }

    /// An application has no password: what is an administrator must be able to log in.
    @Test
    void isForPeople() {
        TestPerson anna = person();
        run("create", anna.username());
        String bot = "bot" + suffix();
        Answer made =
                anna.again().signedIn().post("/applications", "{\"name\": \"%s\"}".formatted(bot));
        assertThat(made.status()).isEqualTo(201);

        assertThatThrownBy(() -> run("create", bot)).hasMessageStartingWith("Nobody is called");

        anna.again().signedIn().delete("/applications/" + made.field("application_id"));
    }

    private String anybodysEmail() {
        return person().signedIn().get("/users/me").field("email");
    }

    private String run(String... words) {
        return command.run(List.of(words), () -> "a long password");
    }

    private void assertRefused(String told, String... words) {
        assertThatThrownBy(() -> run(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
    }

    private Answer login(String username, String password) {
        return client().post(
                        "/login",
                        "{\"username\": \"%s\", \"password\": \"%s\"}"
                                .formatted(username, password));
    }

    private static List<String> roles(Answer signed) {
        return TestPerson.claims(signed.field("access_token")).get("roles").values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
