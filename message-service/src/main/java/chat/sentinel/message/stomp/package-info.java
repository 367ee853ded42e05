/// STOMP 1.2 frames in and out, authentication of CONNECT, the error event.
@NullMarked
package chat.sentinel.message.stomp;

import org.jspecify.annotations.NullMarked;
