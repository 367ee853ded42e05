/// One JSON dialect for REST and STOMP.
@NullMarked
package chat.sentinel.servicekit.json;

import org.jspecify.annotations.NullMarked;
