/// What other services ask of presence.
@NullMarked
package chat.sentinel.presence.devices;

import org.jspecify.annotations.NullMarked;
