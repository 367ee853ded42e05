package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What fails outside of controllers (in filters, in the server) ends here.
@RestController
final class ProblemErrorController implements ErrorController {
    private static final Logger log = LoggerFactory.getLogger(ProblemErrorController.class);

    @RequestMapping("/error")
    ResponseEntity<Object> error(HttpServletRequest request) {
        if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)
                instanceof Integer status)) {
            return ProblemDetails.answer(ErrorCode.NOT_FOUND);
        }
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            log.error("Unexpected failure outside of a controller", failure);
        }
        return ProblemDetails.answer(ProblemAdvice.code(HttpStatusCode.valueOf(status)));
    }
}
