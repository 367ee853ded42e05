/// Tests of the store's statements, on a real store.
@NullMarked
package chat.sentinel.message.store;

import org.jspecify.annotations.NullMarked;
