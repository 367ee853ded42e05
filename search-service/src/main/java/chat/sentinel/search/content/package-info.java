/// Keysets, and what messages say.
@NullMarked
package chat.sentinel.search.content;

import org.jspecify.annotations.NullMarked;
