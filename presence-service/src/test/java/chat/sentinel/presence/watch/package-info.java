@NullMarked
package chat.sentinel.presence.watch;

import org.jspecify.annotations.NullMarked;
