/// What is kept for a time only.
@NullMarked
package chat.sentinel.notification.purge;

import org.jspecify.annotations.NullMarked;
