@NullMarked
package chat.sentinel.search.elastic;

import org.jspecify.annotations.NullMarked;
