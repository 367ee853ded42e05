/// Who is to be told of a message on which device, and why not.
@NullMarked
package chat.sentinel.notification.decide;

import org.jspecify.annotations.NullMarked;
