/// What a user does to his own presence over REST.
@NullMarked
package chat.sentinel.presence.self;

import org.jspecify.annotations.NullMarked;
