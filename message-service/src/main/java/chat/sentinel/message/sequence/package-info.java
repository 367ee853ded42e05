/// The owner of a chat: redo, repeat, refuse or number each record; deliver, store, publish,
/// commit.
@NullMarked
package chat.sentinel.message.sequence;

import org.jspecify.annotations.NullMarked;
