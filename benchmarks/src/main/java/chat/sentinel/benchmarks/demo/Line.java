package chat.sentinel.benchmarks.demo;

/// One line of a play.
///
/// @param to whom it is said: who speaks next in the scene, or spoke last
record Line(String speaker, String to, String text) {}
