/// Access tokens: what they say, how they are verified, which sessions have ended.
@NullMarked
package chat.sentinel.servicekit.tokens;

import org.jspecify.annotations.NullMarked;
