/// Tests of the socket server and of what sockets are told.
@NullMarked
package chat.sentinel.message.stomp;

import org.jspecify.annotations.NullMarked;
