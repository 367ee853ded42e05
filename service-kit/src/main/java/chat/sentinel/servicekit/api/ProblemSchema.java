package chat.sentinel.servicekit.api;

import chat.sentinel.contracts.ErrorCode;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Refusals, as RFC 9457 has them with what Sentinel adds; the same everywhere.
final class ProblemSchema {
    static final String NAME = "Problem";

    private ProblemSchema() {}

    static Schema<?> ofBody() {
        Schema<?> code = RecordSchemas.text(null);
        code.setDescription(
                "Keeps its meaning; new ones may come. "
                        + Arrays.stream(ErrorCode.values())
                                .map(ErrorCode::code)
                                .collect(Collectors.joining(", ")));
        Schema<?> error = RecordSchemas.schema("object");
        error.addProperty("field", RecordSchemas.text(null));
        error.addProperty("message", RecordSchemas.text(null));
        error.setRequired(List.of("field", "message"));
        Schema<?> errors = RecordSchemas.schema("array");
        errors.setItems(error);
        errors.setDescription("There when single fields are to blame");
        Schema<?> problem = RecordSchemas.schema("object");
        problem.addProperty("type", RecordSchemas.text("uri"));
        problem.addProperty("title", RecordSchemas.text(null));
        problem.addProperty("status", RecordSchemas.schema("integer"));
        problem.addProperty("detail", RecordSchemas.text(null));
        problem.addProperty("code", code);
        problem.addProperty("retryable", RecordSchemas.schema("boolean"));
        problem.addProperty("request_id", RecordSchemas.schema("string", "null"));
        problem.addProperty("errors", errors);
        // The gateway's own have no detail.
        problem.setRequired(List.of("type", "title", "status", "code", "retryable", "request_id"));
        return problem;
    }

    static ApiResponse response(String what) {
        return new ApiResponse()
                .description(what)
                .addHeaderObject(
                        "Retry-After",
                        new Header()
                                .description("Seconds, where the time is known")
                                .schema(RecordSchemas.schema("integer")))
                .content(
                        new Content()
                                .addMediaType(
                                        "application/problem+json",
                                        new MediaType()
                                                .schema(
                                                        new Schema<>()
                                                                .$ref(
                                                                        "#/components/schemas/"
                                                                                + NAME))));
    }

    static ApiResponse reference(String name) {
        return new ApiResponse().$ref("#/components/responses/" + name);
    }
}
