/// Who is in which chat, which message carries which file, and so who may see it.
@NullMarked
package chat.sentinel.media.access;

import org.jspecify.annotations.NullMarked;
