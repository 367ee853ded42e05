/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.decide;

import org.jspecify.annotations.NullMarked;
