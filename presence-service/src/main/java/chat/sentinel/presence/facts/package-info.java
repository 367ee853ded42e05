/// What other services know, read from the beginning by every instance.
@NullMarked
package chat.sentinel.presence.facts;

import org.jspecify.annotations.NullMarked;
