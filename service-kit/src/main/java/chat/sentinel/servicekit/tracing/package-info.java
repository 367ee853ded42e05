/// One trace for each message: how it goes from service to service, and what is said of each hop.
@NullMarked
package chat.sentinel.servicekit.tracing;

import org.jspecify.annotations.NullMarked;
