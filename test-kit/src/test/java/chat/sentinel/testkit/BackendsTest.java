package chat.sentinel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.DriverManager;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

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
    void shouldFailLoudlyWithoutAContainerEngine() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("a container engine is here; then there is nothing to fail for")
                .isFalse();
        Backends.Source containers = Backends.Source.chosen("testcontainers");
        for (ThrowingCallable store :
                List.<ThrowingCallable>of(
                        containers::postgres,
                        containers::redis,
                        containers::cassandra,
                        containers::kafka,
                        containers::elasticsearch,
                        containers::s3)) {
            assertThatThrownBy(store)
                    .hasMessageStartingWith(
                            "sentinel.backends=testcontainers, but no container engine answers here.");
        }
    }

    @Test
    void shouldNotKnowOtherSources() {
        assertThatThrownBy(() -> Backends.Source.chosen("h2"))
                .hasMessage("sentinel.backends is local or testcontainers, not h2");
    }
}
