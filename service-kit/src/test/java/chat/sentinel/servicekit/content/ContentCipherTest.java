package chat.sentinel.servicekit.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.EncryptedContent;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A ciphertext opens where it was put, and nowhere else.
class ContentCipherTest {
    private final ContentCipher cipher = cipher();
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final CommandId message = CommandId.next();
    private final EncryptedContent content = cipher.encrypt(chat, message, "für dich: ☂");

    private static ContentCipher cipher() {
        try {
            AeadConfig.register();
            return new ContentCipher(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void opensForItsMessage() {
        assertThat(cipher.decrypt(chat, message, content)).isEqualTo("für dich: ☂");
        assertThat(content.getContentKeyId()).matches("[0-9]+");
    }

    @Test
    void doesNotOpenForAnotherMessageOfTheChat() {
        CommandId other = CommandId.next();
        assertThatThrownBy(() -> cipher.decrypt(chat, other, content))
                .isInstanceOf(ContentCipher.DoesNotOpen.class)
                .hasMessage(
                        "content of message "
                                + other
                                + " does not open with key "
                                + content.getContentKeyId());
    }

    @Test
    void doesNotOpenInAnotherChat() {
        ChatId other = new ChatId(UUID.randomUUID());
        assertThatThrownBy(() -> cipher.decrypt(other, message, content))
                .isInstanceOf(ContentCipher.DoesNotOpen.class)
                .hasMessageContaining(message.toString());
    }

    @Test
    void doesNotOpenWhenABitHasChangedOrWithAnotherKey() {
        byte[] bytes = content.getCiphertext().toByteArray();
        bytes[bytes.length - 1] ^= 1;
        EncryptedContent changed =
                content.toBuilder().setCiphertext(ByteString.copyFrom(bytes)).build();
        assertThatThrownBy(() -> cipher.decrypt(chat, message, changed))
                .isInstanceOf(ContentCipher.DoesNotOpen.class);
        assertThatThrownBy(() -> cipher().decrypt(chat, message, content))
                .isInstanceOf(ContentCipher.DoesNotOpen.class);
    }
}
