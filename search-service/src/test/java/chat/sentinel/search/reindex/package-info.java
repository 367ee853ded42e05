@NullMarked
package chat.sentinel.search.reindex;

import org.jspecify.annotations.NullMarked;
