/// Tests of the encryption of what people write.
@NullMarked
package chat.sentinel.servicekit.content;

import org.jspecify.annotations.NullMarked;
