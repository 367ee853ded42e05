package chat.sentinel.testkit;

import chat.sentinel.localstack.Progress;
import chat.sentinel.localstack.Stack;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The stores of the stack in `.sentinel/test`.
final class LocalBackends implements Backends.Source {
    private final Stack stack = Stack.forTests().reportTo(Progress.CONSOLE);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @Override
    public Backends.Postgres postgres() {
        up("postgres");
        return new Backends.Postgres(
                "127.0.0.1",
                stack.ports().postgres(),
                stack.postgresUsername(),
                stack.postgresPassword());
    }

    @Override
    public Backends.Redis redis() {
        up("redis");
        return new Backends.Redis(stack.redisUri());
    }

    @Override
    public Backends.Cassandra cassandra() {
        up("cassandra");
        return new Backends.Cassandra(stack.cassandraContactPoint(), stack.cassandraDatacenter());
    }

    @Override
    public Backends.Kafka kafka() {
        up("kafka");
        return new Backends.Kafka(stack.kafkaBootstrapServers());
    }

    @Override
    public Backends.Elasticsearch elasticsearch() {
        up("elasticsearch");
        return new Backends.Elasticsearch(stack.elasticsearchUrl());
    }

    @Override
    public Backends.S3 s3() {
        up("s3");
        return new Backends.S3(stack.s3Endpoint(), stack.s3AccessKey(), stack.s3SecretKey());
    }

    /// The full check once for each JVM, afterwards only whether it still runs.
    private void up(String store) {
        if (!seen.contains(store) || !stack.running(store)) {
            stack.up(store);
            seen.add(store);
        }
    }
}
