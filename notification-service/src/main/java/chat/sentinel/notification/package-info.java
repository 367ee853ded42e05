/// Tells people who are not here.
@NullMarked
package chat.sentinel.notification;

import org.jspecify.annotations.NullMarked;
