@NullMarked
package chat.sentinel.user.directory;

import org.jspecify.annotations.NullMarked;
