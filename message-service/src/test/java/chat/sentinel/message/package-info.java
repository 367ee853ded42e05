/// Tests of message-service on real stores.
@NullMarked
package chat.sentinel.message;

import org.jspecify.annotations.NullMarked;
