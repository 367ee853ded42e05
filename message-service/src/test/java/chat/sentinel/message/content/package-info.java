/// Tests of the encryption of what people write.
@NullMarked
package chat.sentinel.message.content;

import org.jspecify.annotations.NullMarked;
