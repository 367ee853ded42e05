package chat.sentinel.media.inspect;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Says whether files are scanned at all.
@Component("virusScannerHealthIndicator")
class VirusScannerHealth implements HealthIndicator {
    private final VirusScanner scanner;

    VirusScannerHealth(VirusScanner scanner) {
        this.scanner = scanner;
    }

    @Override
    public Health health() {
        if (!scanner.isThere()) {
            return Health.up().withDetail("scanner", "none: files are released unscanned").build();
        }
        return (scanner.answers() ? Health.up() : Health.down())
                .withDetail("scanner", "clamd")
                .build();
    }
}
