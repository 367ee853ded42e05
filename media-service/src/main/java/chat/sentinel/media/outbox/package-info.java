/// The topic media.events: written with what it tells, relayed to Kafka in order.
@NullMarked
package chat.sentinel.media.outbox;

import org.jspecify.annotations.NullMarked;
