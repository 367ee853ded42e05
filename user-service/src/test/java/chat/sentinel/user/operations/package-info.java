@NullMarked
package chat.sentinel.user.operations;

import org.jspecify.annotations.NullMarked;
