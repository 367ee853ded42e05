/// How people wish to be told.
@NullMarked
package chat.sentinel.notification.preference;

import org.jspecify.annotations.NullMarked;
