/// Tests of the accept path.
@NullMarked
package chat.sentinel.message.send;

import org.jspecify.annotations.NullMarked;
