@NullMarked
package chat.sentinel.presence.people;

import org.jspecify.annotations.NullMarked;
