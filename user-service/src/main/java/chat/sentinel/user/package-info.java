/// Accounts, sessions, access tokens and their keys, and the topic user.events.
@NullMarked
package chat.sentinel.user;

import org.jspecify.annotations.NullMarked;
