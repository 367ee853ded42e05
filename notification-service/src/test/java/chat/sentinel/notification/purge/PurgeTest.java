package chat.sentinel.notification.purge;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.Backends;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class PurgeTest {
    /// The table of decisions is missing, as a stand-in for whatever may be wrong with one.
    @Test
    void shouldDropWhatIsOldOfTheOtherTablesWhenOneFails() {
        Backends.Postgres postgres = Backends.postgres();
        JdbcClient jdbc =
                JdbcClient.create(
                        new DriverManagerDataSource(
                                postgres.freshDatabase(),
                                postgres.username(),
                                postgres.password()));
        jdbc.sql("create table items (at timestamptz)").update();
        jdbc.sql(
                        """
                        create table pushes (
                            due_at timestamptz, pushed_at timestamptz, waits_since timestamptz)
                        """)
                .update();
        jdbc.sql("insert into items values (now() - interval '91 days'), (now())").update();
        jdbc.sql(
                        """
                        insert into pushes values
                            (null, now() - interval '8 days', now() - interval '9 days'),
                            (null, now(), now() - interval '9 days')
                        """)
                .update();

        new Purge(jdbc, Clock.systemUTC()).purge();

        assertThat(count(jdbc, "items")).isEqualTo(1);
        assertThat(count(jdbc, "pushes")).isEqualTo(1);
    }

    private static int count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }
}
