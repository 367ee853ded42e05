@NullMarked
package chat.sentinel.servicekit.tokens;

import org.jspecify.annotations.NullMarked;
