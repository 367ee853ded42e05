/// Sign-ins: refresh tokens that rotate, access tokens, the end of a session.
@NullMarked
package chat.sentinel.user.session;

import org.jspecify.annotations.NullMarked;
