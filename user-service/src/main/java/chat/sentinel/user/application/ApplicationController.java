package chat.sentinel.user.application;

import static java.util.Objects.requireNonNull;

import chat.sentinel.contracts.Username;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.user.account.Fields;
import chat.sentinel.user.throttle.AddressThrottle;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Administrators make and end applications; who has an application's secret gets its tokens.
@RestController
@RequestMapping("/applications")
class ApplicationController {
    private final Applications applications;
    private final AddressThrottle addresses;

    ApplicationController(Applications applications, AddressThrottle addresses) {
        this.applications = applications;
        this.addresses = addresses;
    }

    record CreateRequest(@Required @Nullable String name) {}

    record TokenRequest(@Required @Nullable String secret) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    record ApplicationList(List<Applications.Application> applications) {}

    @Operation(summary = "Create an application, as an administrator")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Applications.Created create(
            @AuthenticationPrincipal AccessToken token, @RequestBody CreateRequest body) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        Fields fields = new Fields();
        Username name = fields.required("name", body.name(), Username::new);
        fields.check();
        return applications.create(requireNonNull(name));
    }

    @Operation(summary = "All applications, for administrators")
    @GetMapping
    ApplicationList list(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new ApplicationList(applications.list());
    }

    @Operation(summary = "Delete an application")
    @DeleteMapping("/{application_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable("application_id") ApplicationId application) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        applications.end(application);
    }

    @Operation(summary = "An access token for an application")
    @PostMapping("/{application_id}/token")
    Applications.Granted token(
            @PathVariable("application_id") ApplicationId application,
            @RequestBody TokenRequest body,
            HttpServletRequest request) {
        addresses.take(AddressThrottle.Action.APPLICATION_TOKEN, request);
        Fields fields = new Fields();
        String secret = fields.required("secret", body.secret(), Function.identity());
        fields.check();
        return applications.token(application, requireNonNull(secret));
    }
}
