/// How far each member has seen a chat.
@NullMarked
package chat.sentinel.message.receipt;

import org.jspecify.annotations.NullMarked;
