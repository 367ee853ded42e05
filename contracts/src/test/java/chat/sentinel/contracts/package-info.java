@NullMarked
package chat.sentinel.contracts;

import org.jspecify.annotations.NullMarked;
