/// What users say of themselves: available, away, busy, invisible.
@NullMarked
package chat.sentinel.presence.status;

import org.jspecify.annotations.NullMarked;
