/// Names, shared chats, blocks: projections of other services' topics.
@NullMarked
package chat.sentinel.presence.people;

import org.jspecify.annotations.NullMarked;
