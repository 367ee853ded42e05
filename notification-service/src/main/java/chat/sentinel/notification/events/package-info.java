/// What other services tell, and what it makes of it.
@NullMarked
package chat.sentinel.notification.events;

import org.jspecify.annotations.NullMarked;
