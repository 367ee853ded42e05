@NullMarked
package chat.sentinel.notification.chats;

import org.jspecify.annotations.NullMarked;
