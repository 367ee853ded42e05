package chat.sentinel.localstack;

/// The ports of one stack: all but the gateway's lie at fixed distances from a base, so that
/// stacks with other bases run side by side.
public record Ports(int base, int gateway) {
    public static final int DEFAULT_BASE = 20000;
    public static final int DEFAULT_GATEWAY = 8080;

    public Ports {
        if (base < 1024 || base > 65000) {
            throw new StackException("The port base must lie between 1024 and 65000, not " + base);
        }
    }

    /// Where the tests' stores listen, and 1000 further on what tests start for themselves:
    /// 24000, or `SENTINEL_TEST_PORT_BASE` where two trees are tested on one machine at a time.
    public static int testBase() {
        String told = System.getenv("SENTINEL_TEST_PORT_BASE");
        return told == null || told.isBlank() ? 24000 : Integer.parseInt(told.strip());
    }

    /// A stack beside the default one: its gateway is at base + 80.
    public static Ports beside(int base) {
        return new Ports(base, base + 80);
    }

    public int postgres() {
        return base + 1;
    }

    public int redis() {
        return base + 2;
    }

    public int cassandraNative() {
        return base + 3;
    }

    public int cassandraStorage() {
        return base + 4;
    }

    public int kafka() {
        return base + 5;
    }

    public int kafkaController() {
        return base + 6;
    }

    public int elasticsearch() {
        return base + 7;
    }

    public int elasticsearchTransport() {
        return base + 8;
    }

    public int s3() {
        return base + 9;
    }

    public int userService() {
        return base + 11;
    }

    public int userServiceManagement() {
        return base + 12;
    }

    public int presenceService() {
        return base + 13;
    }

    public int presenceServiceManagement() {
        return base + 14;
    }

    public int notificationService() {
        return base + 15;
    }

    public int notificationServiceManagement() {
        return base + 16;
    }

    public int fcmStandIn() {
        return base + 17;
    }

    public int searchService() {
        return base + 37;
    }

    public int searchServiceManagement() {
        return base + 38;
    }

    public int mediaService() {
        return base + 39;
    }

    public int mediaServiceManagement() {
        return base + 40;
    }

    public int prometheus() {
        return base + 51;
    }

    public int zipkin() {
        return base + 52;
    }

    /// @param number 1 for the first instance
    public int messageService(int number) {
        return base + 19 + 2 * number;
    }

    public int messageServiceManagement(int number) {
        return messageService(number) + 1;
    }
}
