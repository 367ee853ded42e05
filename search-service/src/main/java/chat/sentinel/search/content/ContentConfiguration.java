package chat.sentinel.search.content;

import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.servicekit.content.KeysetFile;
import chat.sentinel.servicekit.cursors.SealedCursors;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/// The two keysets, each a Tink JSON file that only the service may read.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContentConfiguration.Keysets.class)
class ContentConfiguration {
    @Bean
    ContentCipher contentCipher(Keysets keysets) throws GeneralSecurityException {
        return new ContentCipher(
                KeysetFile.read("sentinel.content-keyset", keysets.contentKeyset()));
    }

    @Bean
    SealedCursors sealedCursors(Keysets keysets, Clock clock) throws GeneralSecurityException {
        return new SealedCursors(
                KeysetFile.read("sentinel.cursor-keyset", keysets.cursorKeyset()), clock);
    }

    /// @param contentKeyset that of message-service
    /// @param cursorKeyset of search-service alone
    @Validated
    @ConfigurationProperties("sentinel")
    record Keysets(@NotNull Path contentKeyset, @NotNull Path cursorKeyset) {}
}
