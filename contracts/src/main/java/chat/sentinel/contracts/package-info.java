/// What every part of Sentinel shares: ids, topic names, STOMP destinations, the error
/// catalogue, and (generated from `src/main/proto`) the values of the Kafka topics.
@NullMarked
package chat.sentinel.contracts;

import org.jspecify.annotations.NullMarked;
