/// The list of alerts, for who comes later.
@NullMarked
package chat.sentinel.notification.item;

import org.jspecify.annotations.NullMarked;
