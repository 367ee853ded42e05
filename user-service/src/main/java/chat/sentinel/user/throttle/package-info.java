/// How often one may try.
@NullMarked
package chat.sentinel.user.throttle;

import org.jspecify.annotations.NullMarked;
