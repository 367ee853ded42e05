package chat.sentinel.user.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of people; null ends.
public record People(List<Person> users, @Nullable String nextCursor) {}
