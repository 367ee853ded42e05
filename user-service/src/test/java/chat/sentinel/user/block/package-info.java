@NullMarked
package chat.sentinel.user.block;

import org.jspecify.annotations.NullMarked;
