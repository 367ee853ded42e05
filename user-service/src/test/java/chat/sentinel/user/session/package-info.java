@NullMarked
package chat.sentinel.user.session;

import org.jspecify.annotations.NullMarked;
