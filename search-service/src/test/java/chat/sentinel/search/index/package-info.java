@NullMarked
package chat.sentinel.search.index;

import org.jspecify.annotations.NullMarked;
