@NullMarked
package chat.sentinel.user.signingkey;

import org.jspecify.annotations.NullMarked;
