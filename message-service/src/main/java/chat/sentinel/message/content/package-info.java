/// The keysets: what people write is encrypted before it reaches Kafka, Cassandra or Redis.
@NullMarked
package chat.sentinel.message.content;

import org.jspecify.annotations.NullMarked;
