package chat.sentinel.search.content;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.servicekit.content.ContentCipher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// What a message says, as it is indexed.
@Component
public class Texts {
    private static final Logger log = LoggerFactory.getLogger(Texts.class);

    private final ContentCipher cipher;
    private final Counter unreadable;

    Texts(ContentCipher cipher, MeterRegistry meters) {
        this.cipher = cipher;
        this.unreadable = meters.counter("sentinel.search.contents_unreadable");
    }

    /// @return null for what does not open: it is found by everything but its words
    public @Nullable String of(ChatId chat, CommandId message, EncryptedContent content) {
        try {
            return normal(cipher.decrypt(chat, message, content));
        } catch (ContentCipher.DoesNotOpen e) {
            unreadable.increment();
            log.warn("What message {} says cannot be read: {}", message, e.toString());
            return null;
        }
    }

    /// The same letter is the same, however it was typed (NFC). Characters without meaning of
    /// their own (private use, where marks of ours go; halves of pairs) become U+FFFD.
    public static String normal(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(
                        c ->
                                switch (Character.getType(c)) {
                                    case Character.PRIVATE_USE, Character.SURROGATE -> 0xFFFD;
                                    default -> c;
                                })
                .forEach(kept::appendCodePoint);
        return Normalizer.normalize(kept, Normalizer.Form.NFC);
    }
}
