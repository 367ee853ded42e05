package chat.sentinel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class BackendsTest {
    @Test
    void shouldGiveEveryCallerADatabaseOfHisOwn() throws Exception {
        Backends.Postgres postgres = Backends.postgres();
        String first = postgres.freshDatabase();
        String second = postgres.freshDatabase();
        assertThat(first).isNotEqualTo(second);
        try (var connection =
                        DriverManager.getConnection(
                                first, postgres.username(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("create table letters (id int)");
        }
        try (var connection =
                        DriverManager.getConnection(
                                second, postgres.username(), postgres.password());
                var tables = connection.getMetaData().getTables(null, "public", "%", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void shouldFindTheSameServerAgain() {
        assertThat(new LocalBackends().redis()).isEqualTo(new LocalBackends().redis());
    }

    @Test
    void shouldNotKnowOtherSources() {
        assertThatThrownBy(() -> Backends.Source.chosen("h2"))
                .hasMessage("sentinel.backends is local or testcontainers, not h2");
    }
}
