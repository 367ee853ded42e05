package chat.sentinel.localstack;

/// Proves that a process serves, not only that its port is open.
@FunctionalInterface
interface Probe {
    /// Returns when the process answered a real request; throws whatever went wrong otherwise.
    /// Takes a few seconds at most.
    void check() throws Exception;
}
