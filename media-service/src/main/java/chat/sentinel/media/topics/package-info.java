/// Names of the topics.
@NullMarked
package chat.sentinel.media.topics;

import org.jspecify.annotations.NullMarked;
