/// Who is called what, from user.events.
@NullMarked
package chat.sentinel.search.people;

import org.jspecify.annotations.NullMarked;
