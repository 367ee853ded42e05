package chat.sentinel.message;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/// The log of every chat.
@SpringBootApplication
@EnableScheduling
public class MessageService {
    static void main(String[] args) {
        SpringApplication.run(MessageService.class, args);
    }
}
