package chat.sentinel.message.content;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/// The two keysets of message-service, each a Tink JSON file that only the service may read.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContentConfiguration.Keysets.class)
class ContentConfiguration {
    @Bean
    ContentCipher contentCipher(Keysets keysets) throws GeneralSecurityException {
        return new ContentCipher(read("sentinel.content-keyset", keysets.contentKeyset()));
    }

    @Bean
    CursorCipher cursorCipher(Keysets keysets) throws GeneralSecurityException {
        return new CursorCipher(read("sentinel.cursor-keyset", keysets.cursorKeyset()));
    }

    private static KeysetHandle read(String setting, Path file) throws GeneralSecurityException {
        AeadConfig.register();
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw new IllegalStateException(
                    setting
                            + " names "
                            + file
                            + ", which cannot be read; it must be a Tink JSON keyset",
                    e);
        }
    }

    /// @param contentKeyset shared with the services that may read content
    /// @param cursorKeyset of message-service alone
    @Validated
    @ConfigurationProperties("sentinel")
    record Keysets(@NotNull Path contentKeyset, @NotNull Path cursorKeyset) {}
}
