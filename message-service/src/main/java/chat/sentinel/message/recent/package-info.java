/// The head and the newest entries of chats, in Redis: what may be lost and is rebuilt.
@NullMarked
package chat.sentinel.message.recent;

import org.jspecify.annotations.NullMarked;
