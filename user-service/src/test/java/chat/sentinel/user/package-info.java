@NullMarked
package chat.sentinel.user;

import org.jspecify.annotations.NullMarked;
