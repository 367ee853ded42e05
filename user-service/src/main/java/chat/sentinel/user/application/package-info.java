/// Other systems that take part in chats, each under a user of its own.
@NullMarked
package chat.sentinel.user.application;

import org.jspecify.annotations.NullMarked;
