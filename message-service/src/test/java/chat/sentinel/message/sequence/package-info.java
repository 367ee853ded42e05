/// Tests of the owner of chats, on real stores.
@NullMarked
package chat.sentinel.message.sequence;

import org.jspecify.annotations.NullMarked;
