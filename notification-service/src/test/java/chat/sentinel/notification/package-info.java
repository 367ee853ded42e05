/// Tests of notification-service on real stores.
@NullMarked
package chat.sentinel.notification;

import org.jspecify.annotations.NullMarked;
