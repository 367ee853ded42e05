package chat.sentinel.servicekit.api;

import chat.sentinel.servicekit.rest.RestProperties;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.core.converter.ModelConverter;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/// The OpenAPI description of a service, at `/v3/api-docs` of its own port: made when it is first
/// asked for. The gateway does not know that path, and in the profile `production` there is none.
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "springdoc.api-docs.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ApiProperties.class)
class ApiAutoConfiguration {
    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(AccessToken.class);
    }

    @Bean
    ModelConverter recordSchemas() {
        return new RecordSchemas();
    }

    @Bean
    ApiDescription apiDescription(
            Environment environment, ApiProperties properties, RestProperties rest) {
        return new ApiDescription(
                environment.getProperty("spring.application.name", "service"),
                properties.purpose(),
                rest.publicPaths());
    }
}
