/// What clients see is what the protocol's page says.
@NullMarked
package chat.sentinel.message.wire;

import org.jspecify.annotations.NullMarked;
