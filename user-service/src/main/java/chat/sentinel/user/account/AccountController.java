package chat.sentinel.user.account;

import static java.util.Objects.requireNonNull;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.user.session.Signed;
import chat.sentinel.user.throttle.AddressThrottle;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AccountController {
    private static final int LONGEST_DEVICE = 200;

    private final Accounts accounts;
    private final AddressThrottle addresses;

    AccountController(Accounts accounts, AddressThrottle addresses) {
        this.accounts = accounts;
        this.addresses = addresses;
    }

    record RegisterRequest(
            @Required @Nullable String username,
            @Required @Nullable String password,
            @Required @Nullable String email) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    record LoginRequest(@Required @Nullable String username, @Required @Nullable String password) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    record ChangeRequest(@Nullable String username, @Nullable String email) {}

    record PasswordRequest(
            @Required @Nullable String currentPassword, @Required @Nullable String newPassword) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    /// @param email an application has none
    record Profile(UserId userId, String username, @Nullable String email, Instant createdAt) {
        static Profile of(Account account) {
            return new Profile(
                    account.userId(),
                    account.username().value(),
                    account.email(),
                    account.createdAt());
        }
    }

    @Operation(summary = "Create an account, and sign in")
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Signed register(@RequestBody RegisterRequest body, HttpServletRequest request) {
        addresses.take(AddressThrottle.Action.REGISTRATION, request);
        Fields fields = new Fields();
        Username username = fields.required("username", body.username(), Username::new);
        EmailAddress email = fields.required("email", body.email(), EmailAddress::new);
        Password password = fields.required("password", body.password(), Password::new);
        fields.check();
        return accounts.register(
                requireNonNull(username),
                requireNonNull(email),
                requireNonNull(password),
                device(request));
    }

    @Operation(summary = "Sign in")
    @PostMapping("/login")
    Signed login(@RequestBody LoginRequest body, HttpServletRequest request) {
        addresses.take(AddressThrottle.Action.LOGIN, request);
        Fields fields = new Fields();
        String username = fields.required("username", body.username(), Function.identity());
        String password = fields.required("password", body.password(), Function.identity());
        fields.check();
        return accounts.login(requireNonNull(username), requireNonNull(password), device(request));
    }

    @Operation(summary = "One's own account")
    @GetMapping("/users/me")
    Profile me(@AuthenticationPrincipal AccessToken token) {
        return Profile.of(accounts.profile(token.userId()));
    }

    @Operation(summary = "Change one's own account")
    @PatchMapping("/users/me")
    Profile change(@AuthenticationPrincipal AccessToken token, @RequestBody ChangeRequest body) {
        token.requirePerson();
        Fields fields = new Fields();
        Username username = fields.optional("username", body.username(), Username::new);
        EmailAddress email = fields.optional("email", body.email(), EmailAddress::new);
        fields.check();
        return Profile.of(accounts.change(token.userId(), username, email));
    }

    @Operation(summary = "Erase one's own account")
    @DeleteMapping("/users/me")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        accounts.erase(token.userId());
    }

    @Operation(summary = "Change one's password")
    @PostMapping("/users/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(
            @AuthenticationPrincipal AccessToken token,
            @RequestBody PasswordRequest body,
            HttpServletRequest request) {
        token.requirePerson();
        addresses.take(AddressThrottle.Action.LOGIN, request);
        Fields fields = new Fields();
        String current =
                fields.required("current_password", body.currentPassword(), Function.identity());
        Password next = fields.required("new_password", body.newPassword(), Password::new);
        fields.check();
        accounts.changePassword(
                token.userId(), token.sessionId(), requireNonNull(current), requireNonNull(next));
    }

    /// What the session list shows of the client: the beginning of its `User-Agent`, in plain
    /// letters.
    private static @Nullable String device(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        if (agent == null) {
            return null;
        }
        String plain = agent.replaceAll("[^\\x20-\\x7e]", "");
        return plain.substring(0, Math.min(plain.length(), LONGEST_DEVICE));
    }
}
