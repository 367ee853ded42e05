/// What is known of each file.
@NullMarked
package chat.sentinel.media.file;

import org.jspecify.annotations.NullMarked;
