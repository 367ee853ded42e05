@NullMarked
package chat.sentinel.gateway;

import org.jspecify.annotations.NullMarked;
