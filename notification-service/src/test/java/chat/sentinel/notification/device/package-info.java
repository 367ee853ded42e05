/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.device;

import org.jspecify.annotations.NullMarked;
