package chat.sentinel.servicekit.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/// Gives every request an id: the gateway's, if it looks like one, else a new one. It is in
/// every log line, in problem details and in the answer's header.
final class RequestIdFilter extends OncePerRequestFilter {
    static final String HEADER = "X-Request-Id";
    static final String FIELD = "request_id";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    static String idOf(@Nullable String given) {
        return given != null && ID.matcher(given).matches() ? given : UUID.randomUUID().toString();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String attribute = (String) request.getAttribute(HEADER);
        String id = attribute != null ? attribute : idOf(request.getHeader(HEADER));
        request.setAttribute(HEADER, id); // an error dispatch is the same request
        response.setHeader(HEADER, id);
        MDC.put(FIELD, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(FIELD);
        }
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
