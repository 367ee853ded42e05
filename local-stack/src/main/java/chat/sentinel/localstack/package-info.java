/// Starts the stores and the services of Sentinel on one machine, as child processes that
/// outlive the launcher. [Stack] is the way in, [Main] the command line.
@NullMarked
package chat.sentinel.localstack;

import org.jspecify.annotations.NullMarked;
