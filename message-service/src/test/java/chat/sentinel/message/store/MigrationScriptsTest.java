package chat.sentinel.message.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import chat.sentinel.message.TestCluster;
import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class MigrationScriptsTest {
    private final CqlSession session = TestCluster.shared().bean(0, CqlSession.class);

    /// Who dies in the middle of a script leaves what he did; the next start does all of it again.
    @Test
    void eachStatementOfEachScriptMayBeDoneTwice() throws Exception {
        Resource[] scripts =
                new PathMatchingResourcePatternResolver()
                        .getResources("classpath:cassandra/migration/*.cql");
        List<String> statements =
                Arrays.stream(scripts)
                        .flatMap(script -> Arrays.stream(text(script).split(";", -1)))
                        .map(String::strip)
                        .filter(statement -> !statement.isEmpty())
                        .toList();
        assertThat(statements).hasSizeGreaterThan(20);
        for (String statement : statements) {
            assertThatCode(() -> session.execute(statement))
                    .as(statement)
                    .doesNotThrowAnyException();
        }
    }

    private static String text(Resource script) {
        try {
            return script.getContentAsString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
