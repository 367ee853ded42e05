/// The tables of the log: one class for each statement or for a few that belong together.
@NullMarked
package chat.sentinel.message.store;

import org.jspecify.annotations.NullMarked;
