package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// Request ids, size limits, problem details, and ids as parameters.
@AutoConfiguration(
        beforeName =
                "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration",
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(RestProperties.class)
class RestAutoConfiguration {
    @Bean
    ProblemDetails problemDetails(JsonMapper mapper) {
        return new ProblemDetails(mapper);
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    /// For what Jetty refuses before any filter sees it.
    @Bean
    WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> serverProblems(
            JsonMapper mapper) {
        return factory ->
                factory.addServerCustomizers(
                        server -> server.setErrorHandler(new ServerProblems(mapper)));
    }

    @Bean
    ProblemErrorController problemErrorController() {
        return new ProblemErrorController();
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        FilterRegistrationBean<RequestIdFilter> filter =
                new FilterRegistrationBean<>(new RequestIdFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(
            RestProperties properties, ProblemDetails problems) {
        FilterRegistrationBean<BodyLimitFilter> filter =
                new FilterRegistrationBean<>(
                        new BodyLimitFilter(properties.maxBodySize().toBytes(), problems));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }

    @Bean
    WebMvcConfigurer idParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addConverter(String.class, UserId.class, UserId::parse);
                registry.addConverter(String.class, ChatId.class, ChatId::parse);
                registry.addConverter(String.class, SessionId.class, SessionId::parse);
                registry.addConverter(String.class, CommandId.class, CommandId::parse);
            }
        };
    }
}
