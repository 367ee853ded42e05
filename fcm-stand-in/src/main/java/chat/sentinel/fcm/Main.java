package chat.sentinel.fcm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `--port N --service-account FILE [--address A] [--token-uri URI]`, or the same from the
/// environment as the services have it: `SERVER_PORT`, `SENTINEL_FCM_SERVICEACCOUNT`,
/// `SERVER_ADDRESS`, `SENTINEL_FCM_TOKENURI`.
public final class Main {
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "--port", "SERVER_PORT",
                    "--address", "SERVER_ADDRESS",
                    "--service-account", "SENTINEL_FCM_SERVICEACCOUNT",
                    "--token-uri", "SENTINEL_FCM_TOKENURI");

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        var settings = new TreeMap<>(System.getenv());
        for (int i = 0; i < arguments.length; i += 2) {
            String setting = OPTIONS.get(arguments[i]);
            if (setting == null || i + 1 == arguments.length) {
                System.err.println("What is '" + arguments[i] + "'? Options: " + OPTIONS.keySet());
                System.exit(2);
                return;
            }
            settings.put(setting, arguments[i + 1]);
        }
        FcmStandIn standIn =
                FcmStandIn.start(
                        new InetSocketAddress(
                                settings.getOrDefault("SERVER_ADDRESS", "127.0.0.1"),
                                Integer.parseInt(settings.getOrDefault("SERVER_PORT", "8085"))),
                        Path.of(
                                settings.getOrDefault(
                                        "SENTINEL_FCM_SERVICEACCOUNT", "service-account.json")),
                        Optional.ofNullable(settings.get("SENTINEL_FCM_TOKENURI"))
                                .map(URI::create));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(standIn::close));
        System.out.printf(
                "Devices at %s, service account in %s%n",
                standIn.endpoint(), standIn.serviceAccount());
    }
}
