@NullMarked
package chat.sentinel.localstack;

import org.jspecify.annotations.NullMarked;
