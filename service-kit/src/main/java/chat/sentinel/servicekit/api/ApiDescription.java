package chat.sentinel.servicekit.api;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// What springdoc cannot see in the controllers: who needs a token, how refusals look, what is an
/// id, which statuses an endpoint chooses from.
final class ApiDescription implements GlobalOpenApiCustomizer, GlobalOperationCustomizer {
    static final String OMITTED = "x-sentinel-omitted";

    /// Of the interface; what breaks clients makes it another.
    private static final String VERSION = "1";

    private static final String JSON = "application/json";
    private static final String BEARER = "bearer";

    /// Their name says that they are UUIDs, wherever they are.
    private static final Set<String> IDS =
            Set.of(
                    "user_id",
                    "chat_id",
                    "message_id",
                    "target_message_id",
                    "sender_id",
                    "media_id",
                    "session_id",
                    "application_id",
                    "reply_to",
                    "to",
                    "user_ids",
                    "member_ids",
                    "seen_by",
                    "Idempotency-Key");

    private final String service;
    private final String purpose;
    private final List<PathPattern> open;
    private final Map<String, Schema<?>> bodies = new ConcurrentHashMap<>();

    /// @param open what needs no token
    ApiDescription(String service, String purpose, List<String> open) {
        this.service = service;
        this.purpose = purpose;
        this.open = open.stream().map(PathPatternParser.defaultInstance::parse).toList();
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        String group = method.getBeanType().getSimpleName().replaceFirst("Controller$", "");
        operation.setTags(List.of(group.toLowerCase(Locale.ROOT)));
        operation.setOperationId(
                group.substring(0, 1).toLowerCase(Locale.ROOT)
                        + group.substring(1)
                        + method.getMethod().getName().substring(0, 1).toUpperCase(Locale.ROOT)
                        + method.getMethod().getName().substring(1));
        RequestMapping mapping =
                AnnotatedElementUtils.findMergedAnnotation(
                        method.getMethod(), RequestMapping.class);
        if (mapping != null && mapping.params().length > 0) {
            // One of several forms of the same call: what one of them needs, another does without.
            operation.setOperationId(group.toLowerCase(Locale.ROOT));
            if (operation.getParameters() != null) {
                operation.getParameters().forEach(parameter -> parameter.setRequired(false));
            }
        }
        Answers[] answers = method.getMethod().getAnnotationsByType(Answers.class);
        if (answers.length > 0) {
            Content returned =
                    operation.getResponses().values().stream()
                            .map(ApiResponse::getContent)
                            .filter(content -> content != null)
                            .findFirst()
                            .orElse(null);
            operation.setResponses(new ApiResponses());
            for (Answers answer : answers) {
                for (int status : answer.value()) {
                    operation
                            .getResponses()
                            .put(String.valueOf(status), answer(answer, status, returned));
                }
            }
        }
        Set<String> needed =
                Arrays.stream(method.getMethodParameters())
                        .filter(parameter -> parameter.hasParameterAnnotation(Required.class))
                        .map(parameter -> parameter.getParameterAnnotation(RequestHeader.class))
                        .filter(Objects::nonNull)
                        .map(RequestHeader::name)
                        .collect(Collectors.toSet());
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> needed.contains(parameter.getName()))
                    .forEach(parameter -> parameter.setRequired(true));
        }
        return operation;
    }

    private ApiResponse answer(Answers answer, int status, @Nullable Content returned) {
        ApiResponse response =
                new ApiResponse().description(HttpStatus.valueOf(status).getReasonPhrase());
        if (status >= 300) {
            return response.addHeaderObject(
                    "Location", new Header().required(true).schema(RecordSchemas.text("uri")));
        }
        if (status == HttpStatus.NO_CONTENT.value()) {
            return response;
        }
        if (answer.body() == void.class) {
            return response.content(returned);
        }
        ResolvedSchema resolved =
                ModelConverters.getInstance(true)
                        .resolveAsResolvedSchema(
                                new AnnotatedType(answer.body()).resolveAsRef(true));
        resolved.referencedSchemas.forEach(bodies::put);
        return response.content(
                new Content().addMediaType(JSON, new MediaType().schema(resolved.schema)));
    }

    @Override
    public void customise(OpenAPI api) {
        api.setInfo(new Info().title(service).description(purpose).version(VERSION));
        // Relative to where the description is: the gateway, whatever its name.
        api.setServers(List.of(new Server().url("/").description("the gateway")));
        bodies.forEach(api.getComponents()::addSchemas);
        api.getComponents()
                .addSecuritySchemes(
                        BEARER,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme(BEARER)
                                .bearerFormat("JWT")
                                .description("The access_token of POST /login or /register"))
                .addSchemas(ProblemSchema.NAME, ProblemSchema.ofBody())
                .addResponses("Refused", ProblemSchema.response("The request is at fault"))
                .addResponses("Failed", ProblemSchema.response("The service is at fault"));
        api.getPaths().forEach((path, item) -> describe(path, item));
        api.getComponents().getSchemas().forEach((name, schema) -> ids(schema));
        answersHaveAllFields(api);
    }

    private void describe(String path, PathItem item) {
        boolean free = open.stream().anyMatch(some -> some.matches(PathContainer.parsePath(path)));
        item.readOperationsMap()
                .forEach(
                        (method, operation) -> {
                            if (item.readOperations().size() > 1
                                    && item.readOperations().stream()
                                                    .filter(other -> sameName(other, operation))
                                                    .count()
                                            > 1) {
                                operation.setOperationId(operation.getOperationId() + "_" + method);
                            }
                            if (!free) {
                                operation.setSecurity(
                                        List.of(new SecurityRequirement().addList(BEARER)));
                            }
                            if (operation.getParameters() != null) {
                                operation.getParameters().forEach(ApiDescription::ids);
                            }
                            operation
                                    .getResponses()
                                    .addApiResponse("4XX", ProblemSchema.reference("Refused"))
                                    .addApiResponse("5XX", ProblemSchema.reference("Failed"));
                        });
    }

    private static boolean sameName(Operation one, Operation other) {
        return one.getOperationId() != null && one.getOperationId().equals(other.getOperationId());
    }

    private static void ids(Parameter parameter) {
        id(parameter.getName(), parameter.getSchema());
    }

    private static void ids(Schema<?> schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach(ApiDescription::id);
        }
    }

    private static void id(String name, Schema<?> schema) {
        Schema<?> described = schema.getItems() == null ? schema : schema.getItems();
        boolean text =
                "string".equals(described.getType())
                        || described.getTypes() != null && described.getTypes().contains("string");
        if (IDS.contains(name) && text) {
            described.setFormat("uuid");
        }
    }

    /// What a service answers has every field, be it null; what it is asked may lack those.
    private static void answersHaveAllFields(OpenAPI api) {
        Map<String, Schema> all = api.getComponents().getSchemas();
        Set<String> answered = new HashSet<>();
        api.getPaths().values().stream()
                .flatMap(item -> item.readOperations().stream())
                .flatMap(operation -> operation.getResponses().values().stream())
                .filter(response -> response.getContent() != null)
                .flatMap(response -> response.getContent().values().stream())
                .forEach(content -> reach(content.getSchema(), all, answered));
        for (Map.Entry<String, Schema> entry : new TreeMap<>(all).entrySet()) {
            Schema<?> schema = entry.getValue();
            if (schema.getProperties() == null) {
                continue;
            }
            schema.getProperties()
                    .forEach(
                            (name, field) -> {
                                boolean omitted =
                                        field.getExtensions() != null
                                                && field.getExtensions().remove(OMITTED) != null;
                                if (answered.contains(entry.getKey()) && !omitted) {
                                    if (schema.getRequired() == null
                                            || !schema.getRequired().contains(name)) {
                                        schema.addRequiredItem(name);
                                    }
                                }
                            });
        }
    }

    private static void reach(
            @Nullable Schema<?> schema, Map<String, Schema> all, Set<String> answered) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null) {
            String name = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
            if (answered.add(name)) {
                reach(all.get(name), all, answered);
            }
            return;
        }
        reach(schema.getItems(), all, answered);
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            reach(values, all, answered);
        }
        if (schema.getOneOf() != null) {
            schema.getOneOf().forEach(one -> reach(one, all, answered));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(one -> reach(one, all, answered));
        }
    }
}
