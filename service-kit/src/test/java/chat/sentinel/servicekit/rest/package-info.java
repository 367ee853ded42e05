@NullMarked
package chat.sentinel.servicekit.rest;

import org.jspecify.annotations.NullMarked;
