/// Pages of a chat, the chat list, and the sealed cursors between pages.
@NullMarked
package chat.sentinel.message.history;

import org.jspecify.annotations.NullMarked;
