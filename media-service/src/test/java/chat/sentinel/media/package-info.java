@NullMarked
package chat.sentinel.media;

import org.jspecify.annotations.NullMarked;
