/// Who exists and who has which name: a projection of user.events.
@NullMarked
package chat.sentinel.message.people;

import org.jspecify.annotations.NullMarked;
