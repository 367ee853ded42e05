package chat.sentinel.localstack;

import java.util.List;

/// One process of the stack.
interface Part {
    String name();

    Layer layer();

    List<PortUse> ports();

    /// Fetches what it needs, writes its configuration and says how it is run. Called under the
    /// part's lock, while it is not known whether it already runs.
    ProcessSpec prepare(Progress progress);

    /// Called before a new process is started, never while one runs.
    default void beforeStart() {}

    /// Called once it serves, also when it was found running.
    default void whenReady() throws Exception {}

    /// What asks it to end in good order.
    default Signal stopSignal() {
        return Signal.TERM;
    }

    /// Parts of one layer start together, later layers after earlier ones; they stop the other
    /// way round.
    enum Layer {
        STORES,
        ACCOUNTS,
        MESSAGES,
        GATEWAY
    }
}
