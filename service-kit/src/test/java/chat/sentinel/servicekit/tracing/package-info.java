@NullMarked
package chat.sentinel.servicekit.tracing;

import org.jspecify.annotations.NullMarked;
