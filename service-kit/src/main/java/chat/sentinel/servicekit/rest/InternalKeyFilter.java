package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets nobody pass who does not hold the key; where there is none, nobody at all.
final class InternalKeyFilter extends OncePerRequestFilter {
    private final @Nullable InternalKey key;
    private final ProblemDetails problems;

    InternalKeyFilter(@Nullable InternalKey key, ProblemDetails problems) {
        this.key = key;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (key == null || !key.opens(request.getHeader("Authorization"))) {
            problems.write(
                    response,
                    new SentinelException(
                            ErrorCode.UNAUTHENTICATED, ErrorCode.UNAUTHENTICATED.title()));
            return;
        }
        chain.doFilter(request, response);
    }
}
