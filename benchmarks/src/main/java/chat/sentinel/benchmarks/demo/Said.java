package chat.sentinel.benchmarks.demo;

/// A line as it reached the one to whom it was said.
record Said(String messageId, String senderId, String text, long seq) {}
