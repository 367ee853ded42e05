/// What the tests of all modules share: real stores to run against ([Backends]).
@NullMarked
package chat.sentinel.testkit;

import org.jspecify.annotations.NullMarked;
