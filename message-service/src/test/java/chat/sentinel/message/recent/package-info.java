/// The cache of the newest entries, on a real Redis.
@NullMarked
package chat.sentinel.message.recent;

import org.jspecify.annotations.NullMarked;
