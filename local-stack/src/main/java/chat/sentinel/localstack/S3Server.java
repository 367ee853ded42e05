package chat.sentinel.localstack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// S3Proxy, with files below its data folder. It wants every request signed.
final class S3Server implements Part {
    static final String NAME = "s3";
    static final String ACCESS_KEY = "sentinel";
    static final String REGION = "us-east-1";

    /// Where the probe writes and reads.
    private static final String PROBED = "sentinel-probe";

    private final StackContext stack;

    S3Server(StackContext stack) {
        this.stack = stack;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Layer layer() {
        return Layer.STORES;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofBase(stack.ports().s3(), "S3"));
    }

    String endpoint() {
        return "http://127.0.0.1:" + stack.ports().s3();
    }

    String secretKey() {
        String key = FileTree.readIfPresent(Keysets.forDevelopment(stack.secrets()).s3Key());
        return key == null ? "" : key.strip();
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path jars = stack.artifacts().jars(NAME, progress);
        Path data = stack.data(NAME);
        Path objects = FileTree.directory(data.resolve("data"));
        Path properties = data.resolve("s3proxy.properties");
        FileTree.writeSecret(properties, properties(objects));
        return new ProcessSpec(
                List.of(
                        Jdks.java25().toString(),
                        "-Xms32m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        jars + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString()),
                // A changed configuration is a changed process.
                Map.of("LOG_LEVEL", "warn", "SENTINEL_S3", FileTree.sha256(properties(objects))),
                data,
                this::writeAndRead,
                Duration.ofSeconds(60));
    }

    private String properties(Path objects) {
        return """
        s3proxy.endpoint=%1$s
        s3proxy.authorization=aws-v4
        s3proxy.identity=%2$s
        s3proxy.credential=%3$s
        s3proxy.jetty.max-threads=64
        jclouds.provider=filesystem
        jclouds.filesystem.basedir=%4$s
        """
                .formatted(endpoint(), ACCESS_KEY, secretKey(), objects);
    }

    private void writeAndRead() throws IOException, InterruptedException {
        String word = UUID.randomUUID().toString();
        int made = signed(SdkHttpMethod.PUT, "/" + PROBED, "").statusCode();
        if (made != 200 && made != 409) {
            throw new IOException("a bucket: " + made);
        }
        HttpResponse<String> put = signed(SdkHttpMethod.PUT, "/" + PROBED + "/word", word);
        HttpResponse<String> got = signed(SdkHttpMethod.GET, "/" + PROBED + "/word", "");
        // Another launcher may have written its own word between the two.
        if (put.statusCode() != 200 || got.statusCode() != 200 || got.body().length() != 36) {
            throw new IOException("put: " + put.statusCode() + ", get: " + got.statusCode());
        }
    }

    private HttpResponse<String> signed(SdkHttpMethod method, String path, String body)
            throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        URI uri = URI.create(endpoint() + path);
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(
                                request ->
                                        request.identity(
                                                        AwsCredentialsIdentity.create(
                                                                ACCESS_KEY, secretKey()))
                                                .request(
                                                        SdkHttpRequest.builder()
                                                                .uri(uri)
                                                                .method(method)
                                                                .build())
                                                .payload(() -> new ByteArrayInputStream(bytes))
                                                .putProperty(
                                                        AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                                                .putProperty(AwsV4HttpSigner.REGION_NAME, REGION))
                        .request();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(5))
                        .method(method.name(), HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.forEachHeader(
                (name, values) -> {
                    // The client says these itself.
                    if (!name.equalsIgnoreCase("host")
                            && !name.equalsIgnoreCase("content-length")) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return Http.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
    }
}
