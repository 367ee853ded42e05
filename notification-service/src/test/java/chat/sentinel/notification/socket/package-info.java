/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.socket;

import org.jspecify.annotations.NullMarked;
