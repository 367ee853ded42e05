@NullMarked
package chat.sentinel.message.delivery;

import org.jspecify.annotations.NullMarked;
