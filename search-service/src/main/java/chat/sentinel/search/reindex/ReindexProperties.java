package chat.sentinel.search.reindex;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param settle until every instance knows which indices are written, and what it was writing
///     meanwhile is written or given up: longer than an answer of Elasticsearch may take
/// @param chatsAtOnce after so many the place is kept
/// @param messagesAtOnce of a chat
@Validated
@ConfigurationProperties("sentinel.reindex")
record ReindexProperties(
        @NotNull @DefaultValue("15s") Duration settle,
        @Min(1) @Max(1_000) @DefaultValue("50") int chatsAtOnce,
        @Min(1) @Max(500) @DefaultValue("500") int messagesAtOnce) {}
