/// Who does not want to hear from whom.
@NullMarked
package chat.sentinel.user.block;

import org.jspecify.annotations.NullMarked;
