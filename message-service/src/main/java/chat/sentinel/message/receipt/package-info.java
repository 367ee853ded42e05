/// How far each member has received and seen a chat.
@NullMarked
package chat.sentinel.message.receipt;

import org.jspecify.annotations.NullMarked;
