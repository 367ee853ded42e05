package chat.sentinel.search;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// Finds messages.
@SpringBootApplication
@ConfigurationPropertiesScan
public class SearchService {
    public static void main(String[] arguments) {
        SpringApplication.run(SearchService.class, arguments);
    }
}
