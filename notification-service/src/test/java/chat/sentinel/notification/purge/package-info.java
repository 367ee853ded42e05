@NullMarked
package chat.sentinel.notification.purge;

import org.jspecify.annotations.NullMarked;
