/// Why a device was told of a message, or was not: for who asks.
@NullMarked
package chat.sentinel.notification.decision;

import org.jspecify.annotations.NullMarked;
