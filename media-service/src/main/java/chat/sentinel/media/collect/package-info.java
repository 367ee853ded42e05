/// What nobody needs any more goes.
@NullMarked
package chat.sentinel.media.collect;

import org.jspecify.annotations.NullMarked;
