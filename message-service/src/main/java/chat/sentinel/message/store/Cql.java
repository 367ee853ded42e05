package chat.sentinel.message.store;

import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.TupleType;
import org.jspecify.annotations.Nullable;

/// How our values stand in columns.
final class Cql {
    private static final TupleType POSITION =
            DataTypes.tupleOf(DataTypes.INT, DataTypes.INT, DataTypes.BIGINT);

    private Cql() {}

    static TupleValue tuple(LogPosition position) {
        return POSITION.newValue(position.generation(), position.leaderEpoch(), position.offset());
    }

    static @Nullable LogPosition position(@Nullable TupleValue tuple) {
        return tuple == null
                ? null
                : new LogPosition(tuple.getInt(0), tuple.getInt(1), tuple.getLong(2));
    }

    /// A write time under which the cell that was first by `order` stays.
    static long earlierWins(long order) {
        return Long.MAX_VALUE / 2 - order;
    }
}
