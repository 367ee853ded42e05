/// Showing a file to those who may see it.
@NullMarked
package chat.sentinel.media.read;

import org.jspecify.annotations.NullMarked;
