/// What people write, as it lies in Kafka and in stores: encrypted. For the services that hold the
/// content keyset.
@NullMarked
package chat.sentinel.servicekit.content;

import org.jspecify.annotations.NullMarked;
