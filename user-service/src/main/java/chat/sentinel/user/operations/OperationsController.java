package chat.sentinel.user.operations;

import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.user.signingkey.SigningKey;
import chat.sentinel.user.signingkey.SigningKeys;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// For administrators. `admin …` beside the service says the same ([OperationsCommand]).
@RestController
@RequestMapping("/admin")
class OperationsController {
    private final ConsumerGroups groups;
    private final PutAside deadLetters;
    private final SigningKeys keys;

    OperationsController(ConsumerGroups groups, PutAside deadLetters, SigningKeys keys) {
        this.groups = groups;
        this.deadLetters = deadLetters;
        this.keys = keys;
    }

    record Nodes(List<ConsumerGroups.Node> nodes) {}

    record Groups(List<ConsumerGroups.Group> groups) {}

    record DeadLetterTopics(List<PutAside.Topic> topics) {}

    record DeadLetterPage(List<PutAside.Letter> deadLetters) {}

    record Replayed(String topic) {}

    /// @param signsFrom it signs, or has signed, from then on until the next one does
    record Key(String keyId, Instant signsFrom) {
        static Key of(SigningKey key) {
            return new Key(key.keyId(), key.signsFrom());
        }
    }

    record Keys(List<Key> keys) {}

    @Operation(summary = "Nodes, and the partitions that each owns")
    @GetMapping("/nodes")
    Nodes nodes(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new Nodes(groups.nodes());
    }

    @Operation(summary = "How far each consumer is behind")
    @GetMapping("/consumer-groups")
    Groups groups(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new Groups(groups.groups());
    }

    @Operation(summary = "Topics of dead letters")
    @GetMapping("/dead-letters")
    DeadLetterTopics deadLetters(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new DeadLetterTopics(deadLetters.topics());
    }

    @Operation(summary = "Dead letters of a topic")
    @GetMapping("/dead-letters/{topic}")
    DeadLetterPage deadLetters(
            @AuthenticationPrincipal AccessToken token, @PathVariable String topic) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new DeadLetterPage(deadLetters.list(topic));
    }

    @Operation(summary = "Send a dead letter back to where it came from")
    @PostMapping("/dead-letters/{topic}/{partition}/{offset}/replay")
    Replayed replay(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable String topic,
            @PathVariable int partition,
            @PathVariable long offset) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new Replayed(deadLetters.replay(topic, partition, offset));
    }

    @Operation(summary = "The keys that sign tokens")
    @GetMapping("/signing-keys")
    Keys keys(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return new Keys(keys.published().stream().map(Key::of).toList());
    }

    @Operation(summary = "Begin to sign with a new key")
    @PostMapping("/signing-keys")
    Key rotate(@AuthenticationPrincipal AccessToken token) {
        token.requireRole(AccessToken.ADMINISTRATOR);
        return Key.of(keys.rotateNow());
    }
}
