/// Open this first: what a client asks of a chat is validated, encrypted and appended to the log.
@NullMarked
package chat.sentinel.message.send;

import org.jspecify.annotations.NullMarked;
