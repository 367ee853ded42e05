/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.preference;

import org.jspecify.annotations.NullMarked;
