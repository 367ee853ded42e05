/// Stands in for Firebase Cloud Messaging.
@NullMarked
package chat.sentinel.fcm;

import org.jspecify.annotations.NullMarked;
