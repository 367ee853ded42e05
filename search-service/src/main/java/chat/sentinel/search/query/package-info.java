/// Searches, and how their hits are shown.
@NullMarked
package chat.sentinel.search.query;

import org.jspecify.annotations.NullMarked;
