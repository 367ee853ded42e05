/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.decision;

import org.jspecify.annotations.NullMarked;
