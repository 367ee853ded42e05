/// What other services tell, and what it makes of it.
@NullMarked
package chat.sentinel.media.events;

import org.jspecify.annotations.NullMarked;
