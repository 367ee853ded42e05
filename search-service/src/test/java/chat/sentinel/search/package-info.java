@NullMarked
package chat.sentinel.search;

import org.jspecify.annotations.NullMarked;
