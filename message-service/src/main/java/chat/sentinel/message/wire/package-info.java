/// What clients see: the JSON of events and messages, encoded in one place.
@NullMarked
package chat.sentinel.message.wire;

import org.jspecify.annotations.NullMarked;
