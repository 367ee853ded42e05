package chat.sentinel.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A steady rate that does not wait for answers.
record Pace(long startNanos, double intervalNanos) {
    static Pace startingSoon(double perSecond) {
        return new Pace(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200), 1e9 / perSecond);
    }

    /// @return when the event `number` is due, which is now or was earlier
    long await(int number) {
        long due = startNanos + (long) (number * intervalNanos);
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
        return due;
    }

    /// Since the first was due.
    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
