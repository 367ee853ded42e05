/// The keys that access tokens are signed with, and their rotation.
@NullMarked
package chat.sentinel.user.signingkey;

import org.jspecify.annotations.NullMarked;
