/// Names of the topics, and how they are read.
@NullMarked
package chat.sentinel.search.topics;

import org.jspecify.annotations.NullMarked;
