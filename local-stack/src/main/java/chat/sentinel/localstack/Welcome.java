package chat.sentinel.localstack;

import chat.sentinel.gateway.NginxConfiguration;
import java.util.Map;
import java.util.stream.Stream;

/// What `up` says at its end: which limits are raised here, and where everything is.
final class Welcome {
    private final Stack stack;

    Welcome(Stack stack) {
        this.stack = stack;
    }

    void say() {
        System.out.println();
        System.out.println(
                "Everybody here has one address, so the gateway's limits for each are raised:");
        NginxConfiguration.LOCAL_PROFILE.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        raised ->
                                System.out.printf(
                                        "  %-34s %6s  (otherwise %s)%n",
                                        raised.getKey(),
                                        raised.getValue(),
                                        NginxConfiguration.DEFAULTS.get(raised.getKey())));
        System.out.println("So are the services' own, and password hashes are cheaper:");
        Stream.of(
                        ServiceSettings.USER_SERVICE_LOCAL_PROFILE,
                        ServiceSettings.MESSAGE_SERVICE_LOCAL_PROFILE)
                .flatMap(profile -> profile.entrySet().stream())
                .sorted(Map.Entry.comparingByKey())
                .forEach(told -> System.out.printf("  %-42s %s%n", told.getKey(), told.getValue()));
        String url = stack.gatewayUrl();
        new DemoAccounts(url).make();
        System.out.printf(
                """

                Sentinel is up:
                  page          %5$s
                  REST          %1$s
                  STOMP         %2$s/chat, %2$s/notifications
                  devices       %3$s  (what Firebase would have told them)
                  data, logs    %4$s

                Try:
                  open the page in two browsers: log in as %6$s, password "%7$s"
                  ./sentinel demo
                  ./sentinel status
                  ./sentinel down
                """,
                url,
                url.replace("http:", "ws:"),
                stack.fcmStandInUrl(),
                stack.folder(),
                Page.isBuilt() ? url : "not built: Node.js was missing (see the README)",
                String.join(" and as ", DemoAccounts.NAMES),
                DemoAccounts.PASSWORD);
        if (stack.isObserved()) {
            System.out.printf(
                    """

                    Observed:
                      metrics, alerts  %s
                      traces           %s
                    """,
                    stack.prometheusUrl(), stack.zipkinUrl());
        }
    }
}
