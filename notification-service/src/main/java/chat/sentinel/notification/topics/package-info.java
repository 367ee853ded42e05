/// Names of the topics.
@NullMarked
package chat.sentinel.notification.topics;

import org.jspecify.annotations.NullMarked;
