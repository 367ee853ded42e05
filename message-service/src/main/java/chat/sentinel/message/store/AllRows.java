package chat.sentinel.message.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Every row of a result, page after page.
final class AllRows {
    private AllRows() {}

    static CompletionStage<Boolean> forEach(AsyncResultSet rows, Consumer<Row> action) {
        rows.currentPage().forEach(action);
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(next -> forEach(next, action))
                : CompletableFuture.completedFuture(true);
    }
}
