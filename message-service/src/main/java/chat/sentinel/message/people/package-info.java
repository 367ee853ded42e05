/// Who exists, who has which name, who has blocked whom: projections of user.events.
@NullMarked
package chat.sentinel.message.people;

import org.jspecify.annotations.NullMarked;
