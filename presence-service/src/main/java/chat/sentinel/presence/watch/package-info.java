/// Who watches whom, and telling them.
@NullMarked
package chat.sentinel.presence.watch;

import org.jspecify.annotations.NullMarked;
