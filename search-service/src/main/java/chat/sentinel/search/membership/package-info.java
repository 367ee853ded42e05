/// Who may read what, from chat.members.
@NullMarked
package chat.sentinel.search.membership;

import org.jspecify.annotations.NullMarked;
