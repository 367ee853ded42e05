package chat.sentinel.notification.socket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompConversionException;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

/// What cannot be read as a frame: ERROR and a close, without saying what went wrong inside.
final class MalformedFrames extends StompSubProtocolErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(MalformedFrames.class);

    @Override
    public Message<byte[]> handleClientMessageProcessingError(
            @Nullable Message<byte[]> frame, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StompConversionException) {
                return Replies.error(null, "malformed_frame", "this is no frame of STOMP", null);
            }
        }
        log.error("A frame could not be handled", failure);
        return Replies.error(null, "internal_error", "something went wrong on our side", null);
    }
}
