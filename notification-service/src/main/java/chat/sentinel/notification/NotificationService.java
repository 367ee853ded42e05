package chat.sentinel.notification;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// Tells people who are not here.
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotificationService {
    public static void main(String[] arguments) {
        SpringApplication.run(NotificationService.class, arguments);
    }
}
