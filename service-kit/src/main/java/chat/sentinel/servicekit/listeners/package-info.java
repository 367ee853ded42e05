/// How services read each other's topics.
@NullMarked
package chat.sentinel.servicekit.listeners;

import org.jspecify.annotations.NullMarked;
