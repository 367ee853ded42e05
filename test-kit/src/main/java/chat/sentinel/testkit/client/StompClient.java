package chat.sentinel.testkit.client;

import chat.sentinel.contracts.Destinations;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One STOMP 1.2 session over WebSocket. All sockets of a process share one thread; nothing
/// here blocks.
public final class StompClient implements AutoCloseable {
    private static final int MOST_FRAME_BYTES = 1 << 20;
    private static final int HEART_BEAT_MILLIS = 10_000;
    private static final EventLoopGroup THREAD =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Thread.ofPlatform().daemon().name("stomp-client").factory(),
                    NioIoHandler.newFactory());

    private final StompListener listener;
    private final String token;
    private final String queue;
    private final CompletableFuture<StompClient> connected = new CompletableFuture<>();
    private final CompletableFuture<StompClient> subscribed = new CompletableFuture<>();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> heartBeat;

    private StompClient(String token, String queue, StompListener listener) {
        this.token = token;
        this.queue = queue;
        this.listener = listener;
    }

    /// Opens a socket, sends CONNECT, and subscribes to the user's events.
    ///
    /// @param endpoint as `ws://127.0.0.1:8080/chat`
    /// @return completes when the session is registered: from then on no event is missed
    ///     unnoticed; fails with a [StompException] when the server refuses
    public static CompletableFuture<StompClient> connect(
            URI endpoint, String token, StompListener listener) {
        return connect(endpoint, token, Destinations.EVENTS_QUEUE, listener);
    }

    /// As above, for the queue of another service.
    public static CompletableFuture<StompClient> connect(
            URI endpoint, String token, String queue, StompListener listener) {
        StompClient client = new StompClient(token, queue, listener);
        client.open(endpoint);
        return client.subscribed;
    }

    private void open(URI endpoint) {
        WebSocketClientProtocolConfig config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(endpoint)
                        .subprotocol("v12.stomp")
                        .version(WebSocketVersion.V13)
                        .customHeaders(new DefaultHttpHeaders())
                        .maxFramePayloadLength(MOST_FRAME_BYTES)
                        .handshakeTimeoutMillis(10_000)
                        .build();
        new Bootstrap()
                .group(THREAD)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel socket) {
                                socket.pipeline()
                                        .addLast(
                                                new HttpClientCodec(),
                                                new HttpObjectAggregator(8 * 1024),
                                                new WebSocketClientProtocolHandler(config),
                                                new WebSocketFrameAggregator(MOST_FRAME_BYTES),
                                                new Frames());
                            }
                        })
                .connect(endpoint.getHost(), endpoint.getPort())
                .addListener(
                        opened -> {
                            if (!opened.isSuccess()) {
                                failed(
                                        new StompException(
                                                "connect", String.valueOf(opened.cause())));
                            }
                        });
    }

    /// Sends JSON to a destination. After a close nothing happens.
    ///
    /// @param receipt that is asked for; null: none
    public void send(String destination, byte[] json, @Nullable String receipt) {
        sendWith(destination, json, receipt == null ? Map.of() : Map.of("receipt", receipt));
    }

    /// Sends JSON to a destination, with more headers.
    public void sendWith(String destination, byte[] json, Map<String, String> more) {
        StringBuilder others = new StringBuilder();
        more.forEach((name, value) -> others.append(name).append(':').append(value).append('\n'));
        String headers =
                "SEND\ndestination:"
                        + destination
                        + "\ncontent-type:application/json\n"
                        + others
                        + "content-length:"
                        + json.length
                        + "\n\n";
        byte[] head = headers.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame =
                Unpooled.buffer(head.length + json.length + 1)
                        .writeBytes(head)
                        .writeBytes(json)
                        .writeByte(0);
        write(frame);
    }

    /// A frame with headers and no body, as a test may want it.
    public void frame(String command, Map<String, String> headers) {
        StringBuilder text = new StringBuilder(command).append('\n');
        headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        write(Unpooled.copiedBuffer(text.append("\n\0"), StandardCharsets.UTF_8));
    }

    public boolean isOpen() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    /// Ends the connection below the WebSocket, as a kill of the client does: no DISCONNECT, no
    /// close frame.
    public void breaks() {
        Channel open = channel;
        if (open != null) {
            // Past the handler that would say goodbye.
            open.pipeline().firstContext().close();
        }
    }

    /// Closes the socket without a DISCONNECT.
    @Override
    public void close() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /// Stops reading, so that the server's writes pile up; or reads again.
    public void read(boolean on) {
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(on);
        }
    }

    private void write(ByteBuf frame) {
        Channel open = channel;
        if (open == null) {
            frame.release();
        } else {
            open.writeAndFlush(new TextWebSocketFrame(frame));
        }
    }

    private void failed(StompException cause) {
        connected.completeExceptionally(cause);
        subscribed.completeExceptionally(cause);
    }

    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            channel = context.channel();
            super.channelActive(context);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                frame(
                        "CONNECT",
                        Map.of(
                                "accept-version",
                                "1.2",
                                "host",
                                "sentinel",
                                "heart-beat",
                                HEART_BEAT_MILLIS + "," + HEART_BEAT_MILLIS,
                                "Authorization",
                                "Bearer " + token));
            } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
                failed(new StompException("handshake", "no answer"));
                context.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
            ByteBuf bytes = message.content();
            while (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == '\n') {
                bytes.skipBytes(1);
            }
            if (bytes.isReadable()) {
                StompFrame frame = StompFrame.read(bytes);
                switch (frame.command()) {
                    case "MESSAGE" -> listener.event(StompClient.this, frame.body());
                    case "RECEIPT" -> receipt(frame);
                    case "CONNECTED" -> welcome(context);
                    case "ERROR" -> {
                        StompException error =
                                new StompException(frame.header("message"), frame.text());
                        failed(error);
                        listener.error(StompClient.this, error.code(), frame.text());
                    }
                    default -> throw new IllegalStateException("unexpected " + frame.command());
                }
            }
        }

        private void welcome(ChannelHandlerContext context) {
            connected.complete(StompClient.this);
            heartBeat =
                    context.executor()
                            .scheduleAtFixedRate(
                                    () ->
                                            write(
                                                    Unpooled.copiedBuffer(
                                                            "\n", StandardCharsets.US_ASCII)),
                                    HEART_BEAT_MILLIS,
                                    HEART_BEAT_MILLIS,
                                    TimeUnit.MILLISECONDS);
            frame(
                    "SUBSCRIBE",
                    Map.of("id", "events", "destination", queue, "receipt", "subscribed"));
        }

        private void receipt(StompFrame frame) {
            String id = frame.header("receipt-id");
            if (id.equals("subscribed")) {
                subscribed.complete(StompClient.this);
            } else {
                listener.receipt(StompClient.this, id);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ScheduledFuture<?> beating = heartBeat;
            if (beating != null) {
                beating.cancel(false);
            }
            failed(new StompException("closed", "the socket was closed"));
            listener.closed(StompClient.this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(new StompException("socket", cause.toString()));
            context.close();
        }
    }
}
