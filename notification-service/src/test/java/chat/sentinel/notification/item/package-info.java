/// Tests of one feature.
@NullMarked
package chat.sentinel.notification.item;

import org.jspecify.annotations.NullMarked;
