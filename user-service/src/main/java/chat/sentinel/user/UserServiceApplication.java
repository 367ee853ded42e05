package chat.sentinel.user;

import chat.sentinel.user.account.AdminCommand;
import chat.sentinel.user.operations.OperationsCommand;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@EnableSchedulerLock(defaultLockAtMostFor = "5m")
public class UserServiceApplication {
    /// The service, or with `admin …` one command beside it.
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("admin")) {
            System.exit(administer(args));
        }
        SpringApplication.run(UserServiceApplication.class, args);
    }

    /// @return the exit code
    static int administer(String... args) {
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(UserServiceApplication.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        .properties("logging.level.root=error")
                        .run(args)) {
            List<String> words = context.getBean(ApplicationArguments.class).getNonOptionArgs();
            System.out.println(administer(context, words.subList(1, words.size())));
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static String administer(ConfigurableApplicationContext context, List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(OperationsCommand.USAGE);
        }
        return words.getFirst().equals("create")
                ? context.getBean(AdminCommand.class)
                        .run(words, UserServiceApplication::askPassword)
                : context.getBean(OperationsCommand.class).run(words);
    }

    /// Typed unseen, or a line of the input where that is no terminal.
    private static String askPassword() {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        try {
            return Objects.requireNonNullElse(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine(),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Scheduled work is done by one instance at a time, by the database's clock.
    @Bean
    LockProvider lockProvider(DataSource dataSource) {
        return new JdbcTemplateLockProvider(
                JdbcTemplateLockProvider.Configuration.builder()
                        .withJdbcTemplate(new JdbcTemplate(dataSource))
                        .usingDbTime()
                        .build());
    }
}
