/// What operators look at and do: who owns which part of the log, who is behind, what was put
/// aside, which keys sign.
@NullMarked
package chat.sentinel.user.operations;

import org.jspecify.annotations.NullMarked;
