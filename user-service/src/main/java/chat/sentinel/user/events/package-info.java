/// The topic user.events: written with what it tells, relayed to Kafka in order.
@NullMarked
package chat.sentinel.user.events;

import org.jspecify.annotations.NullMarked;
