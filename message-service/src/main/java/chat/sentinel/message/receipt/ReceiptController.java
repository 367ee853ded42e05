package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Watermarks over REST: one's own are set, everybody's are read.
@RestController
@RequestMapping("/users/chat/{chat_id}")
class ReceiptController {
    private final MoveMark moveMark;
    private final Receipts receipts;
    private final Passport passport;

    ReceiptController(MoveMark moveMark, Receipts receipts, Passport passport) {
        this.moveMark = moveMark;
        this.receipts = receipts;
        this.passport = passport;
    }

    /// The body of a mark.
    record Mark(@Required @Nullable Long seq, @JsonProperty("private") @Nullable Boolean untold) {
        MoveMark.Request in(ChatId chatId) {
            return new MoveMark.Request(chatId.toString(), seq, untold);
        }
    }

    @Operation(summary = "Say up to where a chat has arrived")
    @PutMapping("/delivered")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delivered(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestBody Mark mark)
            throws InterruptedException {
        moveMark.move(caller.userId(), MoveMark.Kind.DELIVERED, mark.in(ChatAccess.id(chatId)));
    }

    @Operation(summary = "Say up to where a chat was seen")
    @PutMapping("/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestBody Mark mark)
            throws InterruptedException {
        moveMark.move(caller.userId(), MoveMark.Kind.SEEN, mark.in(ChatAccess.id(chatId)));
    }

    /// Of one's own message.
    @Operation(summary = "Which hops a message has passed")
    @GetMapping("/messages/{message_id}/delivery")
    Passport.Stamps delivery(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @PathVariable("message_id") String messageId) {
        return passport.of(caller.userId(), ChatAccess.id(chatId), message(messageId));
    }

    private static CommandId message(String id) {
        try {
            return CommandId.parse(id);
        } catch (IllegalArgumentException e) {
            throw new SentinelException(
                    ErrorCode.MESSAGE_NOT_FOUND, ErrorCode.MESSAGE_NOT_FOUND.title(), e);
        }
    }

    /// Of all members, page by page; or, with `seq`, of one message.
    @Operation(summary = "Who has received and seen what")
    @GetMapping("/receipts")
    Receipts.View receipts(
            @AuthenticationPrincipal AccessToken caller,
            @PathVariable("chat_id") String chatId,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Long seq) {
        int size = PageSize.of(pageSize);
        if (seq == null) {
            return receipts.page(caller.userId(), ChatAccess.id(chatId), cursor, size);
        }
        if (cursor != null) {
            throw SentinelException.invalid("cursor", "goes without seq");
        }
        if (seq < 1) {
            throw SentinelException.invalid("seq", "is 1 or more");
        }
        return receipts.ofMessage(caller.userId(), ChatAccess.id(chatId), seq);
    }
}
