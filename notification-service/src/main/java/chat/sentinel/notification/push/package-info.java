/// From what waits to what a device shows.
@NullMarked
package chat.sentinel.notification.push;

import org.jspecify.annotations.NullMarked;
