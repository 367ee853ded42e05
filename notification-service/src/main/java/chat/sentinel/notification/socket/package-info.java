/// Alerts for who is here: STOMP over WebSocket at `/notifications`.
@NullMarked
package chat.sentinel.notification.socket;

import org.jspecify.annotations.NullMarked;
