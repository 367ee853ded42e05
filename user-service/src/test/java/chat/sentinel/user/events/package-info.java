@NullMarked
package chat.sentinel.user.events;

import org.jspecify.annotations.NullMarked;
