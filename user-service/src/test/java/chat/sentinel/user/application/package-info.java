@NullMarked
package chat.sentinel.user.application;

import org.jspecify.annotations.NullMarked;
