/// A client of Sentinel's REST and STOMP interfaces, light enough for thousands of sockets on
/// one thread. Tests, the demo and the load generator all speak through it.
@NullMarked
package chat.sentinel.testkit.client;

import org.jspecify.annotations.NullMarked;
