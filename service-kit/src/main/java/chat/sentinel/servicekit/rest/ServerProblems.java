package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/// Problem details in place of Jetty's error pages.
final class ServerProblems extends ErrorHandler {
    private final JsonMapper mapper;

    ServerProblems(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ErrorCode code = ProblemAdvice.code(HttpStatusCode.valueOf(status));
        String given = request.getHeaders().get(RequestIdFilter.HEADER);
        MDC.put(RequestIdFilter.FIELD, RequestIdFilter.idOf(given));
        try {
            byte[] body = mapper.writeValueAsBytes(Problem.of(code, code.title(), List.of()));
            response.setStatus(code.status());
            response.getHeaders()
                    .put(HttpHeader.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.write(true, ByteBuffer.wrap(body), callback);
        } finally {
            MDC.remove(RequestIdFilter.FIELD);
        }
    }
}
