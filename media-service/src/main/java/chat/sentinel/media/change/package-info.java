/// How a file changes its state, and that chats are told.
@NullMarked
package chat.sentinel.media.change;

import org.jspecify.annotations.NullMarked;
