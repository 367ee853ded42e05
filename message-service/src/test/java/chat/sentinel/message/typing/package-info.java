/// Tests of who is told that somebody is typing.
@NullMarked
package chat.sentinel.message.typing;

import org.jspecify.annotations.NullMarked;
