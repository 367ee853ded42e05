package chat.sentinel.user.operations;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.user.account.AdminCommand;
import chat.sentinel.user.session.EverySession;
import chat.sentinel.user.signingkey.SigningKey;
import chat.sentinel.user.signingkey.SigningKeys;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What [OperationsController] offers, on an operator's shell beside the service: for those who
/// have the stores' addresses and passwords anyway.
@Component
public class OperationsCommand {
    public static final String USAGE =
            AdminCommand.USAGE
                    + """

            admin nodes                             instances of message-service and what they own
            admin lag                               who reads what from Kafka, and how far behind
            admin dead-letters                      topics of records that were put aside
            admin dead-letters TOPIC                the newest of them, with the cause
            admin replay TOPIC PARTITION OFFSET     sends one to where it came from
            admin keys                              the keys that sign tokens
            admin rotate-keys                       makes the next one now
            admin end-sessions                      all people have to sign in again""";

    private final ConsumerGroups groups;
    private final PutAside deadLetters;
    private final SigningKeys keys;
    private final EverySession everySession;

    OperationsCommand(
            ConsumerGroups groups,
            PutAside deadLetters,
            SigningKeys keys,
            EverySession everySession) {
        this.groups = groups;
        this.deadLetters = deadLetters;
        this.keys = keys;
        this.everySession = everySession;
    }

    /// @param words after `admin`
    /// @return what there is to say
    /// @throws IllegalArgumentException that says what is wrong; nothing was done
    public String run(List<String> words) {
        try {
            return switch (words.size() + " " + words.getFirst()) {
                case "1 nodes" -> nodes();
                case "1 lag" -> lag();
                case "1 dead-letters" -> topics();
                case "2 dead-letters" -> letters(words.get(1));
                case "4 replay" -> replay(words.get(1), words.get(2), words.get(3));
                case "1 keys" -> keys();
                case "1 rotate-keys" -> "Signs next:\n" + line(keys.rotateNow());
                case "1 end-sessions" ->
                        "Ended the sessions of %d people.".formatted(everySession.end());
                default -> throw new IllegalArgumentException(USAGE);
            };
        } catch (SentinelException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    private String nodes() {
        return table(
                "%-42s %-18s %s".formatted("node", "host", "partitions"),
                groups.nodes().stream()
                        .map(
                                node ->
                                        "%-42s %-18s %s"
                                                .formatted(
                                                        node.id(), node.host(), node.partitions()))
                        .toList(),
                "no instance of message-service owns anything");
    }

    private String lag() {
        return table(
                "%-42s %-12s %8s %8s".formatted("group", "state", "members", "lag"),
                groups.groups().stream()
                        .map(
                                group ->
                                        "%-42s %-12s %8d %8d"
                                                .formatted(
                                                        group.name(),
                                                        group.state(),
                                                        group.members(),
                                                        group.lag()))
                        .toList(),
                "nobody reads anything");
    }

    private String topics() {
        return table(
                "%-42s %8s".formatted("topic", "records"),
                deadLetters.topics().stream()
                        .map(topic -> "%-42s %8d".formatted(topic.topic(), topic.count()))
                        .toList(),
                "nothing was put aside");
    }

    private String letters(String topic) {
        return table(
                "%9s %8s %-24s %-36s %s".formatted("partition", "offset", "at", "key", "cause"),
                deadLetters.list(topic).stream()
                        .map(
                                letter ->
                                        "%9d %8d %-24s %-36s %s"
                                                .formatted(
                                                        letter.partition(),
                                                        letter.offset(),
                                                        letter.at(),
                                                        Objects.toString(letter.key(), "-"),
                                                        Objects.toString(letter.cause(), "-")))
                        .toList(),
                "nothing is on " + topic);
    }

    private String replay(String topic, String partition, String offset) {
        try {
            return "Sent to "
                    + deadLetters.replay(topic, Integer.parseInt(partition), Long.parseLong(offset))
                    + ".";
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("PARTITION and OFFSET are numbers", e);
        }
    }

    private String keys() {
        return table(
                "%-36s %s".formatted("key", "signs from"),
                keys.published().stream().map(OperationsCommand::line).toList(),
                "there is none");
    }

    private static String line(SigningKey key) {
        return "%-36s %s".formatted(key.keyId(), key.signsFrom());
    }

    private static String table(String head, List<String> lines, String none) {
        return lines.isEmpty()
                ? none
                : lines.stream().collect(Collectors.joining("\n", head + "\n", ""));
    }
}
