/// Names and shape of the topics.
@NullMarked
package chat.sentinel.presence.topics;

import org.jspecify.annotations.NullMarked;
