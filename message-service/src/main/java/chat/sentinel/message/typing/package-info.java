/// Who is typing, past the log.
@NullMarked
package chat.sentinel.message.typing;

import org.jspecify.annotations.NullMarked;
