/// From chat.events to what is found.
@NullMarked
package chat.sentinel.search.index;

import org.jspecify.annotations.NullMarked;
