/// What other services build their own stores from, where the log does not reach back any more.
@NullMarked
package chat.sentinel.message.export;

import org.jspecify.annotations.NullMarked;
