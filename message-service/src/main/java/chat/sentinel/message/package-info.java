/// message-service: the log of every chat.
@NullMarked
package chat.sentinel.message;

import org.jspecify.annotations.NullMarked;
