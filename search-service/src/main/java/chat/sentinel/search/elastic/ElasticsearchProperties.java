package chat.sentinel.search.elastic;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param uris of its nodes
/// @param authorization a file with what is sent in `Authorization` (`ApiKey …`); null: nothing is
/// @param prefix before the names of all indices and of the alias
/// @param shards of each month
/// @param analyzer of what messages say; one that the server has
/// @param since the first month that has an index of its own. Ids of earlier ones, which
/// clients make,
///     share one. Never changed afterwards
/// @param answerTimeout how long a request may take
/// @param connectTimeout how long a connection may take
/// @param replicas copies of each index beside the first
@Validated
@ConfigurationProperties("sentinel.elasticsearch")
public record ElasticsearchProperties(
        @NotEmpty List<URI> uris,
        @Nullable Path authorization,
        @NotNull @DefaultValue("") String prefix,
        @Min(1) @Max(64) @DefaultValue("1") int shards,
        @Min(0) @Max(4) @DefaultValue("1") int replicas,
        @NotBlank @DefaultValue("standard") String analyzer,
        @NotNull @DefaultValue("2026-01") YearMonth since,
        @NotNull @DefaultValue("1s") Duration connectTimeout,
        @NotNull @DefaultValue("10s") Duration answerTimeout) {
    public ElasticsearchProperties {
        uris = List.copyOf(uris);
    }
}
