package chat.sentinel.localstack;

import chat.sentinel.gateway.NginxConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line: `up`, `status`, `logs NAME`, `admin …`, `reindex`, `backup FOLDER`,
/// `restore FOLDER`, `down`. `./sentinel` calls it.
public final class Main {
    private final Deque<String> words;
    private Path folder;
    private int base;
    private int gateway;
    private int messageInstances;
    private boolean test;
    private boolean erase;
    private boolean observe;
    private @Nullable String only;
    private final List<String> arguments = new ArrayList<>();

    private Main(List<String> words) {
        this.words = new ArrayDeque<>(words);
        this.folder = Path.of(environment("SENTINEL_HOME", Root.find() + "/.sentinel/stack"));
        this.base =
                number(
                        "SENTINEL_PORT_BASE",
                        environment("SENTINEL_PORT_BASE", "" + Ports.DEFAULT_BASE));
        this.gateway =
                number(
                        "SENTINEL_GATEWAY_PORT",
                        environment("SENTINEL_GATEWAY_PORT", "" + Ports.DEFAULT_GATEWAY));
        this.messageInstances =
                number(
                        "SENTINEL_MESSAGE_INSTANCES",
                        environment("SENTINEL_MESSAGE_INSTANCES", "2"));
    }

    public static void main(String[] arguments) {
        try {
            new Main(Arrays.asList(arguments)).run();
        } catch (StackException e) {
            System.err.println("sentinel: " + e.getMessage());
            for (Throwable other : e.getSuppressed()) {
                System.err.println("sentinel: " + other.getMessage());
            }
            System.exit(1);
        }
    }

    private void run() {
        String command = words.isEmpty() ? "" : words.removeFirst();
        options(command);
        Stack stack = test ? Stack.forTests() : Stack.open(folder, new Ports(base, gateway));
        stack.reportTo(Progress.CONSOLE)
                .messageInstances(messageInstances)
                .with(Stack.GATEWAY, gatewaySettings())
                .with(Stack.NOTIFICATION_SERVICE, notificationSettings());
        if (observe) {
            stack.observe();
        }
        switch (command) {
            case "up" -> up(stack);
            case "train" -> stack.train();
            case "status" -> status(stack);
            case "logs" -> logs(stack);
            case "admin" -> System.exit(admin(stack));
            case "reindex" -> new Reindex(stack).run();
            case "backup" -> backup(stack);
            case "restore" -> restore(stack);
            case "down" -> down(stack);
            case "secrets" -> System.out.println(new ComposeSecrets(Root.find()).make());
            default ->
                    throw new StackException(
                            "up, status, logs NAME, admin, reindex, backup, restore or down, not '"
                                    + command
                                    + "'");
        }
    }

    /// The gateway's settings that this launcher's environment gives.
    private static Map<String, String> gatewaySettings() {
        var settings = new HashMap<>(System.getenv());
        settings.keySet().retainAll(NginxConfiguration.DEFAULTS.keySet());
        return settings;
    }

    /// A service account of Firebase's, when this launcher's environment names one: then pushes go
    /// to Firebase itself, not to the stand-in. And where push services reach the operator.
    private static Map<String, String> notificationSettings() {
        var settings = new HashMap<String, String>();
        String account = environment("SENTINEL_FCM_SERVICEACCOUNT", "");
        if (!account.isEmpty()) {
            settings.put(
                    "SENTINEL_FCM_SERVICEACCOUNT", Path.of(account).toAbsolutePath().toString());
            settings.put("SENTINEL_FCM_ENDPOINT", environment("SENTINEL_FCM_ENDPOINT", ""));
        }
        String subject = environment("SENTINEL_WEBPUSH_SUBJECT", "");
        if (!subject.isEmpty()) {
            settings.put("SENTINEL_WEBPUSH_SUBJECT", subject);
        }
        return settings;
    }

    private void options(String command) {
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            switch (word) {
                case "--port-base" -> base = number(word, value(word));
                case "--gateway-port" -> gateway = number(word, value(word));
                case "--message-instances" -> messageInstances = number(word, value(word));
                case "--home" -> folder = Path.of(value(word));
                case "--only" -> only = value(word);
                case "--test" -> test = true;
                case "--erase" -> erase = true;
                case "--observe" -> observe = true;
                default -> {
                    int most = command.equals("admin") ? 4 : 1;
                    if (word.startsWith("-") || arguments.size() == most) {
                        throw new StackException("What is '" + word + "'? See ./sentinel --help");
                    }
                    arguments.add(word);
                }
            }
        }
    }

    private void up(Stack stack) {
        long begun = System.nanoTime();
        if (only != null) {
            stack.up(List.of(only.split(",", -1)));
        } else if (test) {
            stack.up(Stack.STORES);
        } else {
            stack.up();
        }
        System.out.printf("  up after %.1f s%n", (System.nanoTime() - begun) / 1e9);
        if (only == null && !test) {
            new Welcome(stack).say();
        }
    }

    private static void status(Stack stack) {
        System.out.printf("%-20s %-12s %8s %10s %9s%n", "name", "state", "pid", "memory", "for");
        long total = 0;
        for (Stack.Status s : stack.status()) {
            boolean runs = s.pid() != 0;
            total += s.residentKiB();
            System.out.printf(
                    "%-20s %-12s %8s %10s %9s%n",
                    s.name(),
                    s.state(),
                    runs ? "" + s.pid() : "-",
                    runs ? s.residentKiB() / 1024 + " MiB" : "-",
                    runs ? age(s.since()) : "-");
        }
        System.out.printf("%-20s %-12s %8s %10s%n", "all", "", "", total / 1024 + " MiB");
    }

    private static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now());
        return age.toHours() > 0
                ? "%d h %02d m".formatted(age.toHours(), age.toMinutesPart())
                : "%d m %02d s".formatted(age.toMinutes(), age.toSecondsPart());
    }

    private void logs(Stack stack) {
        if (arguments.isEmpty()) {
            throw new StackException("logs of which? " + String.join(", ", stack.names()));
        }
        String name = arguments.getFirst();
        Path log = stack.log(name);
        if (!Files.exists(log)) {
            throw new StackException("No log of '%s': %s".formatted(name, log));
        }
        try {
            new ProcessBuilder("tail", "-n", "200", "-F", log.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("Cannot read " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void down(Stack stack) {
        if (erase) {
            stack.erase();
            System.out.println("  down, and its data is erased");
        } else {
            stack.down();
            System.out.println("  down; its data stays in " + stack.folder());
        }
    }

    private void backup(Stack stack) {
        Path target = folderNamed("backup to");
        new Backup(stack, Progress.CONSOLE, Clock.systemUTC()).make(target);
        System.out.println("  ./sentinel restore " + target + " brings it back");
    }

    private void restore(Stack stack) {
        new Backup(stack, Progress.CONSOLE, Clock.systemUTC()).restore(folderNamed("restore from"));
        System.out.println(
                "  ./sentinel up starts it. Did people write after the backup was made? Then once");
        System.out.println("  it is up: ./sentinel admin end-sessions (docs/backup.md says why)");
    }

    /// As the caller means it, who may stand in another folder than `./sentinel` runs in.
    private Path folderNamed(String what) {
        if (arguments.size() != 1) {
            throw new StackException(what + " which folder?");
        }
        return Path.of(System.getProperty("sentinel.caller", ""))
                .resolve(arguments.getFirst())
                .toAbsolutePath()
                .normalize();
    }

    /// What is about processes of this machine is done here, everything else by user-service.
    private int admin(Stack stack) {
        if (arguments.size() == 2 && arguments.getFirst().equals("drain")) {
            String name = arguments.get(1);
            if (!name.startsWith(Stack.MESSAGE_SERVICE)) {
                throw new StackException("drain message-service-1, or another instance of it");
            }
            if (!stack.running(name)) {
                throw new StackException(name + " does not run");
            }
            stack.stop(name);
            System.out.println(
                    name
                            + " has handed its chats and clients over and left; ./sentinel up starts it again");
            return 0;
        }
        if (arguments.size() == 1 && arguments.getFirst().equals("reindex")) {
            new Reindex(stack).run();
            return 0;
        }
        return stack.admin(arguments);
    }

    private String value(String option) {
        if (words.isEmpty()) {
            throw new StackException(option + " needs a value");
        }
        return words.removeFirst();
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StackException(what + " must be a number, not '" + text + "'");
        }
    }
}
