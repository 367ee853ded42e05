package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;

/// Every request needs a good access token of a person or an application, except for the paths
/// that `sentinel.rest.public-paths` names, and those below `/internal`, which need the
/// [InternalKey]. No cookies, no HTTP sessions, so nothing for CSRF
/// to ride on.
@AutoConfiguration(
        after = RestAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class RestSecurityAutoConfiguration {
    private static final String BEARER = "bearer ";

    /// It says nothing that docs/api does not say, and the gateway does not know it.
    private static final String API_DESCRIPTION = "/v3/api-docs";

    @Bean
    AuthenticationProvider bearerTokenProvider(TokenVerifier verifier) {
        return new BearerTokenProvider(verifier);
    }

    /// Operators' endpoints: on a port of their own, which the gateway does not route.
    @Bean
    @Order(1)
    SecurityFilterChain operatorChain(HttpSecurity http) {
        return stateless(http.securityMatcher(EndpointRequest.toAnyEndpoint()))
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    /// What services ask each other.
    @Bean
    @Order(2)
    SecurityFilterChain internalChain(
            HttpSecurity http, RestProperties properties, ProblemDetails problems) {
        Path file = properties.internalKey();
        InternalKey key = file == null ? null : InternalKey.read(file);
        return stateless(http.securityMatcher("/internal/**"))
                .addFilterBefore(
                        new InternalKeyFilter(key, problems),
                        UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain publicChain(HttpSecurity http, RestProperties properties) {
        String[] paths =
                Stream.concat(properties.publicPaths().stream(), Stream.of(API_DESCRIPTION))
                        .toArray(String[]::new);
        return stateless(http.securityMatcher(paths))
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain bearerChain(
            HttpSecurity http,
            AuthenticationProvider bearerTokenProvider,
            ProblemDetails problems) {
        AuthenticationEntryPoint entryPoint =
                (request, response, e) ->
                        problems.write(
                                response,
                                e instanceof TokenRefusedException refused
                                        ? refused.reason()
                                        : problem(ErrorCode.UNAUTHENTICATED));
        AuthenticationFilter filter =
                new AuthenticationFilter(
                        new ProviderManager(bearerTokenProvider),
                        RestSecurityAutoConfiguration::bearerToken);
        filter.setFailureHandler(new AuthenticationEntryPointFailureHandler(entryPoint));
        filter.setSuccessHandler((request, response, authentication) -> {});
        return stateless(http)
                .addFilterBefore(filter, UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(
                        requests ->
                                requests.dispatcherTypeMatchers(
                                                DispatcherType.ERROR, DispatcherType.ASYNC)
                                        .permitAll()
                                        .anyRequest()
                                        .hasAnyAuthority("TOKEN_PERSON", "TOKEN_APPLICATION"))
                .exceptionHandling(
                        handling ->
                                handling.authenticationEntryPoint(entryPoint)
                                        .accessDeniedHandler(
                                                (request, response, e) ->
                                                        problems.write(
                                                                response,
                                                                problem(ErrorCode.FORBIDDEN))))
                .build();
    }

    private static SentinelException problem(ErrorCode code) {
        return new SentinelException(code, code.title());
    }

    private static @Nullable Authentication bearerToken(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null
                        && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && header.length() > BEARER.length()
                ? new BearerToken(header.substring(BEARER.length()).strip())
                : null;
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(anonymous -> {})
                .requestCache(AbstractHttpConfigurer::disable);
    }
}
