package chat.sentinel.user.block;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.user.directory.People;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/users/me/blocks")
class BlockController {
    private final Blocks blocks;

    BlockController(Blocks blocks) {
        this.blocks = blocks;
    }

    @Operation(summary = "Whom one has blocked")
    @GetMapping
    People list(@AuthenticationPrincipal AccessToken token) {
        return new People(blocks.list(token.userId()), null);
    }

    @Operation(summary = "Block somebody")
    @PutMapping("/{user_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void block(
            @AuthenticationPrincipal AccessToken token, @PathVariable("user_id") UserId blocked) {
        blocks.block(token.userId(), blocked);
    }

    @Operation(summary = "End a block")
    @DeleteMapping("/{user_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unblock(
            @AuthenticationPrincipal AccessToken token, @PathVariable("user_id") UserId blocked) {
        blocks.unblock(token.userId(), blocked);
    }
}
