/// What a user sees of others over REST.
@NullMarked
package chat.sentinel.presence.look;

import org.jspecify.annotations.NullMarked;
