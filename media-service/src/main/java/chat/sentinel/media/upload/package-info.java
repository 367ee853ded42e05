/// How a file comes: who may bring what, and where to.
@NullMarked
package chat.sentinel.media.upload;

import org.jspecify.annotations.NullMarked;
