/// Tests of the signs of life and of watches.
@NullMarked
package chat.sentinel.message.presence;

import org.jspecify.annotations.NullMarked;
