@NullMarked
package chat.sentinel.search.query;

import org.jspecify.annotations.NullMarked;
