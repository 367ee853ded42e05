package chat.sentinel.notification.socket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

/// What cannot be read as a frame, or comes at the wrong time: ERROR and a close, without saying
/// what went wrong inside.
final class MalformedFrames extends StompSubProtocolErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(MalformedFrames.class);

    @Override
    public Message<byte[]> handleClientMessageProcessingError(
            @Nullable Message<byte[]> frame, Throwable failure) {
        if (frame == null) {
            return Replies.error(null, "malformed_frame", "this is no frame of STOMP", null);
        }
        if (failure instanceof IllegalStateException) {
            // Spring looks at the order of frames before the gate does.
            return StompHeaderAccessor.wrap(frame).getCommand() == StompCommand.CONNECT
                    ? Replies.error(
                            null, "connected_already", "the session is connected already", null)
                    : Replies.error(null, "not_connected", "the first frame is CONNECT", null);
        }
        log.error("A frame could not be handled", failure);
        return Replies.error(null, "internal_error", "something went wrong on our side", null);
    }
}
