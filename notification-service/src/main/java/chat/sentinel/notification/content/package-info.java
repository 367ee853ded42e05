/// What messages say, as far as it is shown.
@NullMarked
package chat.sentinel.notification.content;

import org.jspecify.annotations.NullMarked;
