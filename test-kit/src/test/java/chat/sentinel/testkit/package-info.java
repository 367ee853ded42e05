@NullMarked
package chat.sentinel.testkit;

import org.jspecify.annotations.NullMarked;
