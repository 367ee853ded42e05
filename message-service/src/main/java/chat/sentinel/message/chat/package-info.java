/// Chats and members, and the one class that answers "may this user do that here".
@NullMarked
package chat.sentinel.message.chat;

import org.jspecify.annotations.NullMarked;
