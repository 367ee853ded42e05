/// Which devices are here, as presence-service knows it.
@NullMarked
package chat.sentinel.notification.presence;

import org.jspecify.annotations.NullMarked;
