/// A play, spoken by its people through the running system and read back afterwards.
@NullMarked
package chat.sentinel.benchmarks.demo;

import org.jspecify.annotations.NullMarked;
