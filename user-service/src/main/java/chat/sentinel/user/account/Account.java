package chat.sentinel.user.account;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// The row of a person, or of an application, which has neither e-mail address nor password.
// `event_version` belongs to the events and is not mapped.
@Entity
@Table(name = "accounts")
@DynamicUpdate
class Account implements Persistable<UUID> {
    @Id
    @Column(name = "user_id")
    private UUID userId;

    private String username;

    @Column(name = "username_key")
    private String usernameKey;

    private @Nullable String email;

    @Column(name = "password_hash")
    private @Nullable String passwordHash;

    private boolean administrator;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Transient private boolean stored;

    @SuppressWarnings("NullAway.Init") // for JPA
    protected Account() {}

    Account(
            UserId userId,
            Username username,
            @Nullable EmailAddress email,
            @Nullable String hash,
            Instant now) {
        this.userId = userId.value();
        this.username = username.value();
        this.usernameKey = username.key();
        this.email = email == null ? null : email.value();
        this.passwordHash = hash;
        this.createdAt = now;
        this.updatedAt = now;
    }

    @Override
    public UUID getId() {
        return userId;
    }

    /// The id is ours, so only this tells JPA to insert without looking.
    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }

    UserId userId() {
        return new UserId(userId);
    }

    Username username() {
        return new Username(username);
    }

    @Nullable String email() {
        return email;
    }

    @Nullable String passwordHash() {
        return passwordHash;
    }

    Instant createdAt() {
        return createdAt;
    }

    Account appoint(Instant now) {
        this.administrator = true;
        this.updatedAt = now;
        return this;
    }

    void rename(Username newName, Instant now) {
        this.username = newName.value();
        this.usernameKey = newName.key();
        this.updatedAt = now;
    }

    void moveTo(EmailAddress newEmail, Instant now) {
        this.email = newEmail.value();
        this.updatedAt = now;
    }

    void changePassword(String newHash, Instant now) {
        this.passwordHash = newHash;
        this.updatedAt = now;
    }
}
