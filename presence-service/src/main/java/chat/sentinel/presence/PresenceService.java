package chat.sentinel.presence;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Who is here.
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class PresenceService {
    static void main(String[] args) {
        SpringApplication.run(PresenceService.class, args);
    }
}
