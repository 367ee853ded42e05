package chat.sentinel.user.account;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.user.block.Blocks;
import chat.sentinel.user.events.UserEvents;
import chat.sentinel.user.session.Sessions;
import chat.sentinel.user.session.Signed;
import chat.sentinel.user.throttle.GuessThrottle;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// What one may do with accounts. Hashing happens outside of transactions: it takes long, and
/// connections are few.
@Component
public class Accounts {
    private final AccountRepository accounts;
    private final PasswordHasher hasher;
    private final GuessThrottle guesses;
    private final Sessions sessions;
    private final Blocks blocks;
    private final UserEvents events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Accounts(
            AccountRepository accounts,
            PasswordHasher hasher,
            GuessThrottle guesses,
            Sessions sessions,
            Blocks blocks,
            UserEvents events,
            TransactionTemplate transaction,
            Clock clock) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.guesses = guesses;
        this.sessions = sessions;
        this.blocks = blocks;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// @throws SentinelException USERNAME_TAKEN, EMAIL_TAKEN, TOO_MANY_REQUESTS
    Signed register(
            Username username, EmailAddress email, Password password, @Nullable String device) {
        // Before the hash, so that taken names cost little; the indices decide races.
        if (accounts.existsByUsernameKey(username.key())) {
            throw taken(ErrorCode.USERNAME_TAKEN);
        }
        if (accounts.existsByEmail(email.value())) {
            throw taken(ErrorCode.EMAIL_TAKEN);
        }
        String hash = hasher.inTurn(() -> hasher.hash(password));
        return uniquely(
                () -> {
                    Account account = add(username, email, hash);
                    return sessions.open(account.userId(), username, device);
                });
    }

    /// Gives a person the role. It is in the tokens that are made from then on.
    ///
    /// @return false when no person has that name
    boolean appoint(Username username) {
        return inTransaction(
                () ->
                        accounts.findByUsernameKey(username.key())
                                .filter(account -> account.passwordHash() != null)
                                .map(account -> account.appoint(clock.instant()))
                                .isPresent());
    }

    /// @throws SentinelException USERNAME_TAKEN, EMAIL_TAKEN
    void addAdministrator(Username username, EmailAddress email, Password password) {
        String hash = hasher.inTurn(() -> hasher.hash(password));
        uniquely(() -> add(username, email, hash).appoint(clock.instant()));
    }

    /// A user whom nobody can log in as.
    ///
    /// @throws SentinelException USERNAME_TAKEN
    public UserId addApplication(Username username) {
        return uniquely(() -> add(username, null, null)).userId();
    }

    private Account add(Username username, @Nullable EmailAddress email, @Nullable String hash) {
        Account account =
                accounts.saveAndFlush(
                        new Account(
                                new UserId(UUID.randomUUID()),
                                username,
                                email,
                                hash,
                                clock.instant()));
        events.registered(account.userId(), username);
        return account;
    }

    /// @throws SentinelException BAD_CREDENTIALS for an unknown name and for a wrong password
    ///     alike, TOO_MANY_REQUESTS
    Signed login(String name, String guess, @Nullable String device) {
        Optional<Account> found =
                username(name).flatMap(username -> accounts.findByUsernameKey(username.key()));
        Account account = check(username(name).map(Username::key).orElse(null), found, guess);
        return inTransaction(
                () -> {
                    Account locked =
                            accounts.lock(account.getId())
                                    .filter(
                                            a ->
                                                    Objects.equals(
                                                            a.passwordHash(),
                                                            account.passwordHash()))
                                    .orElseThrow(Accounts::badCredentials);
                    return sessions.open(locked.userId(), locked.username(), device);
                });
    }

    Account profile(UserId user) {
        return accounts.findById(user.value()).orElseThrow(Accounts::gone);
    }

    /// @param username null to keep it
    /// @param email null to keep it
    Account change(UserId user, @Nullable Username username, @Nullable EmailAddress email) {
        return uniquely(
                () -> {
                    Account account = accounts.lock(user.value()).orElseThrow(Accounts::gone);
                    if (username != null && !username.equals(account.username())) {
                        account.rename(username, clock.instant());
                        accounts.flush();
                        events.updated(user, username);
                    }
                    if (email != null && !email.value().equals(account.email())) {
                        account.moveTo(email, clock.instant());
                        accounts.flush();
                    }
                    return account;
                });
    }

    /// Ends every session but the one that asks.
    ///
    /// @throws SentinelException BAD_CREDENTIALS, TOO_MANY_REQUESTS
    void changePassword(UserId user, SessionId asking, String current, Password next) {
        Account account = profile(user);
        String key = account.username().key();
        check(key, Optional.of(account), current);
        String hash = hasher.inTurn(() -> hasher.hash(next));
        inTransaction(
                () -> {
                    Account locked =
                            accounts.lock(user.value())
                                    .filter(
                                            a ->
                                                    Objects.equals(
                                                            a.passwordHash(),
                                                            account.passwordHash()))
                                    .orElseThrow(Accounts::badCredentials);
                    locked.changePassword(hash, clock.instant());
                    accounts.flush();
                    sessions.endAll(user, asking);
                    return locked;
                });
    }

    /// The person and all that is kept of them here is gone; the name is free again.
    public void erase(UserId user) {
        inTransaction(
                () -> {
                    Account account = accounts.lock(user.value()).orElseThrow(Accounts::gone);
                    sessions.endAll(user, null);
                    events.erased(user, account.username(), blocks.removeAll(user));
                    accounts.delete(account);
                    accounts.flush();
                    return account;
                });
    }

    /// The guess counts before it is checked, and only once a turn at hashing has come.
    ///
    /// @param key null for what cannot be a name, which nobody can guess a password for
    private Account check(@Nullable String key, Optional<Account> account, String guess) {
        String hash = account.map(Account::passwordHash).orElse(null);
        boolean right =
                hasher.inTurn(
                        () -> {
                            if (key != null) {
                                guesses.guess(key, "Too many wrong passwords for this name");
                            }
                            return hasher.matches(Password.ofGuess(guess), hash);
                        });
        if (!right || account.isEmpty() || key == null) {
            throw badCredentials();
        }
        guesses.forget(key);
        return account.get();
    }

    private static Optional<Username> username(String name) {
        try {
            return Optional.of(new Username(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    /// What the unique indices refuse is told by its name.
    private <T> T uniquely(Supplier<T> work) {
        try {
            return inTransaction(work);
        } catch (DataIntegrityViolationException e) {
            String index =
                    e.getCause() instanceof ConstraintViolationException violation
                            ? String.valueOf(violation.getConstraintName())
                            : "";
            switch (index) {
                case "accounts_username_key" -> throw taken(ErrorCode.USERNAME_TAKEN);
                case "accounts_email" -> throw taken(ErrorCode.EMAIL_TAKEN);
                default -> throw e;
            }
        }
    }

    private static SentinelException taken(ErrorCode code) {
        return new SentinelException(code, code.title());
    }

    private static SentinelException badCredentials() {
        return new SentinelException(ErrorCode.BAD_CREDENTIALS, ErrorCode.BAD_CREDENTIALS.title());
    }

    private static SentinelException gone() {
        return new SentinelException(ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
    }
}
