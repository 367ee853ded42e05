package chat.sentinel.localstack;

import java.util.LinkedHashMap;
import java.util.Map;

/// What each of Sentinel's processes is told on one machine, and how it is run.
///
/// @param told what somebody wants said beside that or instead of it, by the name of a process or
///     of all its instances
record ServiceSettings(StackContext stack, Map<String, Map<String, String>> told) {
    /// What user-service is told on one machine beside its usual settings: everybody has one
    /// address here, and a load makes a thousand users. Cheaper hashes are not for a machine
    /// that others reach.
    static final Map<String, String> USER_SERVICE_LOCAL_PROFILE =
            Map.of(
                    "SENTINEL_PASSWORDS_MEMORY", "4MB",
                    "SENTINEL_PASSWORDS_ITERATIONS", "1",
                    "SENTINEL_THROTTLE_LOGINSPERMINUTE", "60000",
                    "SENTINEL_THROTTLE_REGISTRATIONSPERMINUTE", "60000",
                    "SENTINEL_THROTTLE_REFRESHESPERMINUTE", "60000");

    /// What message-service is told beside its usual settings, so that a load by few people is one.
    static final Map<String, String> MESSAGE_SERVICE_LOCAL_PROFILE =
            Map.of(
                    "SENTINEL_SEND_PERUSER", "5000",
                    "SENTINEL_SEND_PERCHAT", "5000",
                    "SENTINEL_SEND_NEWCHATS", "10000");

    ServiceProcess userService() {
        var usual = new LinkedHashMap<String, String>();
        usual.putAll(database("users"));
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.putAll(tokens());
        usual.put("SENTINEL_SIGNING_KEYSET", keysets().signing().toString());
        usual.putAll(USER_SERVICE_LOCAL_PROFILE);
        return new ServiceProcess(
                stack,
                Stack.USER_SERVICE,
                Stack.USER_SERVICE,
                Part.Layer.ACCOUNTS,
                stack.ports().userService(),
                stack.ports().userServiceManagement(),
                "256m",
                merged(usual, Stack.USER_SERVICE));
    }

    /// @param number 1 for the first instance
    ServiceProcess messageService(int number) {
        String name = Stack.MESSAGE_SERVICE + "-" + number;
        var usual = new LinkedHashMap<String, String>();
        usual.put(
                "SPRING_CASSANDRA_CONTACT_POINTS", "127.0.0.1:" + stack.ports().cassandraNative());
        usual.put("SPRING_CASSANDRA_LOCAL_DATACENTER", CassandraServer.DATACENTER);
        usual.put("SPRING_CASSANDRA_KEYSPACE_NAME", "chat");
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.put("SPRING_DATA_REDIS_URL", redis());
        usual.putAll(tokens());
        usual.put("SENTINEL_CONTENT_KEYSET", keysets().content().toString());
        usual.put("SENTINEL_CURSOR_KEYSET", keysets().cursor().toString());
        usual.put("SENTINEL_NODE_ID", name);
        usual.put("SENTINEL_REST_INTERNALKEY", keysets().internalKey().toString());
        usual.put(
                "SENTINEL_NOTIFICATION_URI",
                "http://127.0.0.1:" + stack.ports().notificationService());
        usual.putAll(MESSAGE_SERVICE_LOCAL_PROFILE);
        return new ServiceProcess(
                stack,
                name,
                Stack.MESSAGE_SERVICE,
                Part.Layer.MESSAGES,
                stack.ports().messageService(number),
                stack.ports().messageServiceManagement(number),
                "512m",
                merged(usual, Stack.MESSAGE_SERVICE, name));
    }

    ServiceProcess presenceService() {
        var usual = new LinkedHashMap<String, String>();
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.put("SPRING_DATA_REDIS_URL", redis());
        usual.putAll(tokens());
        usual.put("SENTINEL_REST_INTERNALKEY", keysets().internalKey().toString());
        return new ServiceProcess(
                stack,
                Stack.PRESENCE_SERVICE,
                Stack.PRESENCE_SERVICE,
                Part.Layer.MESSAGES,
                stack.ports().presenceService(),
                stack.ports().presenceServiceManagement(),
                "256m",
                merged(usual, Stack.PRESENCE_SERVICE));
    }

    ServiceProcess notificationService() {
        var usual = new LinkedHashMap<String, String>();
        usual.putAll(database("notifications"));
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.putAll(tokens());
        usual.put("SENTINEL_REST_INTERNALKEY", keysets().internalKey().toString());
        usual.put("SENTINEL_CONTENT_KEYSET", keysets().content().toString());
        usual.put("SENTINEL_CURSOR_KEYSET", keysets().cursor().toString());
        usual.put("SENTINEL_FCM_SERVICEACCOUNT", serviceAccount());
        usual.put("SENTINEL_FCM_ENDPOINT", "http://127.0.0.1:" + stack.ports().fcmStandIn());
        usual.put("SENTINEL_WEBPUSH_KEYPAIR", keysets().webPush().toString());
        usual.put("SENTINEL_WEBPUSH_SUBJECT", "mailto:operator@example.org");
        usual.put("SENTINEL_WEBPUSH_TESTHOSTS", "127.0.0.1:" + stack.ports().fcmStandIn());
        usual.put("SENTINEL_PRESENCE_URI", "http://127.0.0.1:" + stack.ports().presenceService());
        return new ServiceProcess(
                stack,
                Stack.NOTIFICATION_SERVICE,
                Stack.NOTIFICATION_SERVICE,
                Part.Layer.MESSAGES,
                stack.ports().notificationService(),
                stack.ports().notificationServiceManagement(),
                "256m",
                merged(usual, Stack.NOTIFICATION_SERVICE));
    }

    ServiceProcess searchService() {
        var usual = new LinkedHashMap<String, String>();
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.putAll(tokens());
        usual.put(
                "SENTINEL_ELASTICSEARCH_URIS", "http://127.0.0.1:" + stack.ports().elasticsearch());
        usual.put("SENTINEL_REST_INTERNALKEY", keysets().internalKey().toString());
        usual.put("SENTINEL_MESSAGE_URI", "http://127.0.0.1:" + stack.ports().messageService(1));
        // One node has no place for a copy.
        usual.put("SENTINEL_ELASTICSEARCH_REPLICAS", "0");
        usual.put("SENTINEL_CONTENT_KEYSET", keysets().content().toString());
        usual.put("SENTINEL_CURSOR_KEYSET", keysets().cursor().toString());
        return new ServiceProcess(
                stack,
                Stack.SEARCH_SERVICE,
                Stack.SEARCH_SERVICE,
                Part.Layer.MESSAGES,
                stack.ports().searchService(),
                stack.ports().searchServiceManagement(),
                "256m",
                merged(usual, Stack.SEARCH_SERVICE));
    }

    ServiceProcess mediaService() {
        var s3 = new S3Server(stack);
        var usual = new LinkedHashMap<String, String>();
        usual.putAll(database("media"));
        usual.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka());
        usual.putAll(tokens());
        usual.put("SENTINEL_S3_ENDPOINT", s3.endpoint());
        usual.put("SENTINEL_S3_ACCESSKEY", S3Server.ACCESS_KEY);
        usual.put("SENTINEL_S3_SECRETKEY", keysets().s3Key().toString());
        usual.put("SENTINEL_S3_SAMEHOST", "true");
        usual.put("SENTINEL_S3_PUBLICADDRESS", "http://127.0.0.1:" + stack.ports().gateway());
        return new ServiceProcess(
                stack,
                Stack.MEDIA_SERVICE,
                Stack.MEDIA_SERVICE,
                Part.Layer.MESSAGES,
                stack.ports().mediaService(),
                stack.ports().mediaServiceManagement(),
                "256m",
                merged(usual, Stack.MEDIA_SERVICE));
    }

    /// Up before notification-service, whose key file it makes.
    ServiceProcess fcmStandIn() {
        int port = stack.ports().fcmStandIn();
        var usual = new LinkedHashMap<String, String>();
        usual.put("SENTINEL_FCM_SERVICEACCOUNT", serviceAccount());
        usual.put("SENTINEL_FCM_TOKENURI", "http://127.0.0.1:" + port + "/token");
        return new ServiceProcess(
                stack,
                Stack.FCM_STAND_IN,
                Stack.FCM_STAND_IN,
                Part.Layer.ACCOUNTS,
                port,
                port,
                "384m",
                merged(usual, Stack.FCM_STAND_IN));
    }

    /// @param messageInstances of message-service
    NginxServer gateway(int messageInstances) {
        return new NginxServer(stack, messageInstances, told.getOrDefault(Stack.GATEWAY, Map.of()));
    }

    private Map<String, String> merged(Map<String, String> usual, String... names) {
        var merged = new LinkedHashMap<>(usual);
        for (String name : names) {
            merged.putAll(told.getOrDefault(name, Map.of()));
        }
        return merged;
    }

    private Map<String, String> database(String name) {
        var postgres = new PostgresServer(stack);
        return Map.of(
                "SPRING_DATASOURCE_URL", postgres.url(name),
                "SPRING_DATASOURCE_USERNAME", PostgresServer.USERNAME,
                "SPRING_DATASOURCE_PASSWORD", postgres.password());
    }

    /// Whose access tokens count.
    private Map<String, String> tokens() {
        return Map.of(
                "SENTINEL_TOKENS_ISSUER",
                "http://127.0.0.1:" + stack.ports().gateway(),
                "SENTINEL_TOKENS_JWKS_URI",
                "http://127.0.0.1:" + stack.ports().userService() + "/.well-known/jwks.json");
    }

    private String kafka() {
        return "127.0.0.1:" + stack.ports().kafka();
    }

    private String redis() {
        return "redis://127.0.0.1:" + stack.ports().redis();
    }

    private String serviceAccount() {
        return stack.secrets().resolve("fcm/service-account.json").toString();
    }

    private Keysets keysets() {
        return Keysets.forDevelopment(stack.secrets());
    }
}
