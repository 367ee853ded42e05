@NullMarked
package chat.sentinel.user.account;

import org.jspecify.annotations.NullMarked;
