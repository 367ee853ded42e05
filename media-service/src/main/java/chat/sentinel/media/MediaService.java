package chat.sentinel.media;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/// Files that messages carry.
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class MediaService {
    public static void main(String[] arguments) {
        // Images are scaled without a display, and their readers need no files of their own.
        System.setProperty("java.awt.headless", "true");
        javax.imageio.ImageIO.setUseCache(false);
        SpringApplication.run(MediaService.class, arguments);
    }
}
