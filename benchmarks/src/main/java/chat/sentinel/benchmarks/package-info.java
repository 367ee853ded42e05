/// Load over our own protocol, as clients put it on a running system.
@NullMarked
package chat.sentinel.benchmarks;

import org.jspecify.annotations.NullMarked;
