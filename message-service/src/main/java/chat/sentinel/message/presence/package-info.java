/// Who of this node is alive, told to presence-service; whom its sockets watch.
@NullMarked
package chat.sentinel.message.presence;

import org.jspecify.annotations.NullMarked;
