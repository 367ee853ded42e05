/// Changes, for other services.
@NullMarked
package chat.sentinel.presence.events;

import org.jspecify.annotations.NullMarked;
