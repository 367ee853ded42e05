/// The index of messages, built anew from message-service while people write and search.
@NullMarked
package chat.sentinel.search.reindex;

import org.jspecify.annotations.NullMarked;
