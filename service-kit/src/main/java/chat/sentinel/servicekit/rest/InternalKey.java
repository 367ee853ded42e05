package chat.sentinel.servicekit.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// What the services of one installation prove to each other that they belong to it, on paths
/// below `/internal`, which the gateway does not route. One line in a file.
public final class InternalKey {
    private static final String BEARER = "Bearer ";
    private static final int SHORTEST = 32;

    private final String key;

    private InternalKey(String key) {
        this.key = key;
    }

    /// @throws IllegalStateException when the file cannot be read or holds less than 32 characters
    public static InternalKey read(Path file) {
        String key;
        try {
            key = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "sentinel.rest.internal-key names " + file + ", which cannot be read", e);
        }
        if (key.length() < SHORTEST) {
            throw new IllegalStateException(
                    file + " has to hold at least " + SHORTEST + " characters");
        }
        return new InternalKey(key);
    }

    /// As a caller sends it in `Authorization`.
    public String authorization() {
        return BEARER + key;
    }

    /// Takes as long for a wrong one as for the right one.
    boolean opens(@Nullable String authorization) {
        return authorization != null
                && MessageDigest.isEqual(
                        authorization().getBytes(StandardCharsets.UTF_8),
                        authorization.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
