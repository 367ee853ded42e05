@NullMarked
package chat.sentinel.search.box;

import org.jspecify.annotations.NullMarked;
