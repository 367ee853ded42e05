package chat.sentinel.benchmarks;

/// One user of the load, as kept between runs.
record Account(String username, String userId, String refreshToken) {}
