@NullMarked
package chat.sentinel.media.inspect;

import org.jspecify.annotations.NullMarked;
