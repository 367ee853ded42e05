/// Who may see what of whom.
@NullMarked
package chat.sentinel.presence.visibility;

import org.jspecify.annotations.NullMarked;
