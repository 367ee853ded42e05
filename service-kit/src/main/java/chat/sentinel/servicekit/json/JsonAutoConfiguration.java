package chat.sentinel.servicekit.json;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/// Makes Boot's one JSON mapper speak [SentinelJson].
@AutoConfiguration(before = JacksonAutoConfiguration.class)
class JsonAutoConfiguration {
    @Bean
    JsonFactoryBuilderCustomizer sentinelJsonLimits() {
        return SentinelJson::limit;
    }

    @Bean
    JsonMapperBuilderCustomizer sentinelJson() {
        return SentinelJson::configure;
    }
}
