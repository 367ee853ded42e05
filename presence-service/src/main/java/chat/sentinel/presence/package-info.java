/// Who is here, and who may know.
@NullMarked
package chat.sentinel.presence;

import org.jspecify.annotations.NullMarked;
