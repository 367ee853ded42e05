/// The devices of people.
@NullMarked
package chat.sentinel.notification.device;

import org.jspecify.annotations.NullMarked;
