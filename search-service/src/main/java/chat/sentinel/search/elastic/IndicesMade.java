package chat.sentinel.search.elastic;

/// All indices are there; told by a thread that may wait.
public record IndicesMade() {}
