package chat.sentinel.notification.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Component;

/// An ERROR is written alone: Spring closes the socket right after it, and forgets the ERROR when
/// another thread is still writing then.
@Component
class LastWords implements ExecutorChannelInterceptor {
    /// How long a frame waits for those before it; one that a client does not read takes longer.
    private static final long PATIENCE_MILLIS = 1_000;

    private final Sockets sockets;

    LastWords(Sockets sockets) {
        this.sockets = sockets;
    }

    /// While frames of a client are handled nothing is written to it, as they may call for an
    /// ERROR.
    ///
    /// @return whether nothing is written from now on, until this thread calls [#release]
    static boolean tryAlone(Socket socket) throws InterruptedException {
        return socket.writes.writeLock().tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    static void release(Socket socket) {
        socket.writes.writeLock().unlock();
    }

    @Override
    public Message<?> beforeHandle(
            Message<?> message, MessageChannel channel, MessageHandler handler) {
        StompHeaderAccessor headers =
                MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
        Socket socket = socket(message);
        if (socket != null) {
            boolean last = headers != null && headers.getCommand() == StompCommand.ERROR;
            Lock lock = last ? socket.writes.writeLock() : socket.writes.readLock();
            try {
                // At once if it can, as who waits to write an ERROR must hold nobody up.
                if (!lock.tryLock()) {
                    lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return message;
    }

    @Override
    public void afterMessageHandled(
            Message<?> message,
            MessageChannel channel,
            MessageHandler handler,
            @Nullable Exception failure) {
        Socket socket = socket(message);
        if (socket == null) {
            // Closed meanwhile: nobody waits for its lock any more.
            return;
        }
        ReentrantReadWriteLock writes = socket.writes;
        if (writes.isWriteLockedByCurrentThread()) {
            writes.writeLock().unlock();
        } else if (writes.getReadHoldCount() > 0) {
            writes.readLock().unlock();
        }
    }

    private @Nullable Socket socket(Message<?> message) {
        String id = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
        return id == null ? null : sockets.get(id);
    }
}
