/// Tells members what became of the files that their chats carry.
@NullMarked
package chat.sentinel.message.media;

import org.jspecify.annotations.NullMarked;
