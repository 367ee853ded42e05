/// Who is connected where; frames between nodes; one event for many sockets.
@NullMarked
package chat.sentinel.message.delivery;

import org.jspecify.annotations.NullMarked;
