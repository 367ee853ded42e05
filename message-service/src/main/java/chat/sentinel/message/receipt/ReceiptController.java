package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.servicekit.tokens.AccessToken;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Watermarks over REST.
@RestController
@RequestMapping("/users/chat/{chat_id}")
class ReceiptController {
    private final MoveMark moveMark;

    ReceiptController(MoveMark moveMark) {
        this.moveMark = moveMark;
    }

    /// The body of a mark.
    record Mark(@Nullable Long seq) {
        MoveMark.Request in(ChatId chatId) {
            return new MoveMark.Request(chatId.toString(), seq);
        }
    }

    @PutMapping("/delivered")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delivered(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestBody Mark mark)
            throws InterruptedException {
        moveMark.move(caller.userId(), MoveMark.Kind.DELIVERED, mark.in(chat(chatId)));
    }

    @PutMapping("/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestBody Mark mark)
            throws InterruptedException {
        moveMark.move(caller.userId(), MoveMark.Kind.SEEN, mark.in(chat(chatId)));
    }

    /// What is no id names no chat.
    private static ChatId chat(String text) {
        try {
            return ChatId.parse(text);
        } catch (IllegalArgumentException e) {
            throw ChatAccess.notFound();
        }
    }
}
