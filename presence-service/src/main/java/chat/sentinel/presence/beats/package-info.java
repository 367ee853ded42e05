/// What comes over Kafka: signs, leaves, watches, changes of chats and blocks.
@NullMarked
package chat.sentinel.presence.beats;

import org.jspecify.annotations.NullMarked;
