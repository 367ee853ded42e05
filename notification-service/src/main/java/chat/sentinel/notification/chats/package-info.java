/// What is kept of chats: who is in them, and what was said last.
@NullMarked
package chat.sentinel.notification.chats;

import org.jspecify.annotations.NullMarked;
