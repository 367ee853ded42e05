/// Who is there: names to ids and back.
@NullMarked
package chat.sentinel.user.directory;

import org.jspecify.annotations.NullMarked;
