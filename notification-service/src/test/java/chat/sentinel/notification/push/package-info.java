@NullMarked
package chat.sentinel.notification.push;

import org.jspecify.annotations.NullMarked;
