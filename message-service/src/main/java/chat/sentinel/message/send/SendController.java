package chat.sentinel.message.send;

import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.concurrent.CompletionException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Sending without a socket, for servers and bots. Who wants an order waits for each answer
/// before the next send.
@RestController
class SendController {
    private final SendMessage sendMessage;

    SendController(SendMessage sendMessage) {
        this.sendMessage = sendMessage;
    }

    /// What `message_accepted` says over STOMP: the log has it.
    record Accepted(String messageId) {}

    @Operation(summary = "Send a message without a socket")
    @PostMapping("/users/chat/{chat_id}/messages")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted send(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestBody SendMessageRequest request) {
        Sending sending =
                sendMessage.accept(
                        caller.userId(), new PendingSends(), request.inChat(ChatAccess.id(chatId)));
        try {
            sending.durable().join();
        } catch (CompletionException e) {
            throw StoreCalls.translate(e);
        }
        return new Accepted(sending.id().toString());
    }
}
