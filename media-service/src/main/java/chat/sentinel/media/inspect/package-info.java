/// What is done with a file before anybody else may see it.
@NullMarked
package chat.sentinel.media.inspect;

import org.jspecify.annotations.NullMarked;
