package chat.sentinel.search.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// @param nameKey null: the account is erased
/// @param changedAt in milliseconds since 1970
@JsonInclude(JsonInclude.Include.NON_NULL)
record PersonDocument(
        @JsonProperty("name_key") @Nullable String nameKey,
        @JsonProperty("changed_at") long changedAt) {}
