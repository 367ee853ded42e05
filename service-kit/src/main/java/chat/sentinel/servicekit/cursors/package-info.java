/// What clients carry from one page to the next.
@NullMarked
package chat.sentinel.servicekit.cursors;

import org.jspecify.annotations.NullMarked;
