package chat.sentinel.media.storage;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Whether S3 answers. Not part of readiness: without it uploads are refused for a while, and an
/// instance that is left out would not bring it back.
@Component("s3HealthIndicator")
class S3Health implements HealthIndicator {
    private final ObjectStore objects;

    S3Health(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public Health health() {
        return (objects.answers() ? Health.up() : Health.down()).build();
    }
}
