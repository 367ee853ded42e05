@NullMarked
package chat.sentinel.servicekit.promises;

import org.jspecify.annotations.NullMarked;
