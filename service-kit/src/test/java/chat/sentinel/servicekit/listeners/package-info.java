@NullMarked
package chat.sentinel.servicekit.listeners;

import org.jspecify.annotations.NullMarked;
