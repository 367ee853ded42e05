/// Finds messages that one may read.
@NullMarked
package chat.sentinel.search;

import org.jspecify.annotations.NullMarked;
