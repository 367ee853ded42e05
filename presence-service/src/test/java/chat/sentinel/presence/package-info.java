@NullMarked
package chat.sentinel.presence;

import org.jspecify.annotations.NullMarked;
