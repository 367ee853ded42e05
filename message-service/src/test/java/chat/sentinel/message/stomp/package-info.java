/// Tests of the socket server without its stores.
@NullMarked
package chat.sentinel.message.stomp;

import org.jspecify.annotations.NullMarked;
