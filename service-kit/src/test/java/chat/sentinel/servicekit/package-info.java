@NullMarked
package chat.sentinel.servicekit;

import org.jspecify.annotations.NullMarked;
