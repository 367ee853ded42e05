package chat.sentinel.servicekit.content;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.chat.EncryptedContent;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Encrypts what a message says. Bound to the chat and the message: a ciphertext moved
/// elsewhere does not open. Every ciphertext names the key that made it.
public final class ContentCipher {
    private final Aead aead;
    private final String keyId;

    public ContentCipher(KeysetHandle keyset) throws GeneralSecurityException {
        this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.keyId = Integer.toUnsignedString(keyset.getPrimary().getId());
    }

    public EncryptedContent encrypt(ChatId chat, CommandId message, String content) {
        try {
            byte[] ciphertext =
                    aead.encrypt(content.getBytes(StandardCharsets.UTF_8), context(chat, message));
            return EncryptedContent.newBuilder()
                    .setContentKeyId(keyId)
                    .setCiphertext(ByteString.copyFrom(ciphertext))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("content cannot be encrypted", e);
        }
    }

    /// @throws DoesNotOpen when the content was not encrypted for this message in this chat, or
    ///     with a key that is not in the keyset
    public String decrypt(ChatId chat, CommandId message, EncryptedContent content) {
        try {
            byte[] text =
                    aead.decrypt(content.getCiphertext().toByteArray(), context(chat, message));
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new DoesNotOpen(
                    "content of message "
                            + message
                            + " does not open with key "
                            + content.getContentKeyId(),
                    e);
        }
    }

    private static byte[] context(ChatId chat, CommandId message) {
        return ByteBuffer.allocate(32)
                .put(Ids.bytes(chat.value()))
                .put(Ids.bytes(message.value()))
                .array();
    }

    /// The content is there, and nobody here can read it.
    public static final class DoesNotOpen extends IllegalStateException {
        DoesNotOpen(String message, GeneralSecurityException cause) {
            super(message, cause);
        }
    }
}
