package chat.sentinel.user.account;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.Username;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// `admin create`, as `./sentinel` and an operator's shell run it beside the service: the only
/// way to become an administrator, for those who have the database's password anyway. Nothing
/// on the network leads here.
@Component
public class AdminCommand {
    public static final String USAGE =
            """
            admin create USERNAME          gives somebody who has registered the role
            admin create USERNAME EMAIL    makes an account that has it; asks for its password""";

    private final Accounts accounts;

    AdminCommand(Accounts accounts) {
        this.accounts = accounts;
    }

    /// @param words after `admin`
    /// @param password asked for a new account only
    /// @return what was done
    /// @throws IllegalArgumentException that says what is wrong; nothing was done
    public String run(List<String> words, Supplier<String> password) {
        if (words.size() < 2 || words.size() > 3 || !words.getFirst().equals("create")) {
            throw new IllegalArgumentException(USAGE);
        }
        Username username = parsed("The username ", () -> new Username(words.get(1)));
        return words.size() == 2
                ? appoint(username)
                : add(
                        username,
                        parsed("The e-mail address ", () -> new EmailAddress(words.get(2))),
                        password);
    }

    private String appoint(Username username) {
        if (!accounts.appoint(username)) {
            throw new IllegalArgumentException(
                    "Nobody is called %1$s. To make the account: admin create %1$s EMAIL"
                            .formatted(username));
        }
        return username + " is an administrator, from the next login or refresh on.";
    }

    private String add(Username username, EmailAddress email, Supplier<String> password) {
        Password chosen = parsed("The password ", () -> new Password(password.get()));
        try {
            accounts.addAdministrator(username, email, chosen);
        } catch (SentinelException e) {
            throw new IllegalArgumentException(
                    e.code() == ErrorCode.USERNAME_TAKEN
                            ? "%1$s is taken. To give that account the role: admin create %1$s"
                                    .formatted(username)
                            : e.detail(),
                    e);
        }
        return "Made the administrator " + username + ".";
    }

    private static <T> T parsed(String what, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + e.getMessage(), e);
        }
    }
}
