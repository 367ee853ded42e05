/// Tests of projections of other services' facts, on real stores.
@NullMarked
package chat.sentinel.message.people;

import org.jspecify.annotations.NullMarked;
