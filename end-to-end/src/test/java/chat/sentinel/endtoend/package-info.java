/// The whole system, as its users and its worst days see it.
@NullMarked
package chat.sentinel.endtoend;

import org.jspecify.annotations.NullMarked;
