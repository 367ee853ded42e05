/// Groups over REST: who is in them, and how they change.
@NullMarked
package chat.sentinel.message.group;

import org.jspecify.annotations.NullMarked;
