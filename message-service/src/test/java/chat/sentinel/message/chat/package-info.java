/// Tests of who may do what.
@NullMarked
package chat.sentinel.message.chat;

import org.jspecify.annotations.NullMarked;
