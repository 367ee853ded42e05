package chat.sentinel.localstack;

/// Told what is being done, a line at a time; called from several threads.
@FunctionalInterface
public interface Progress {
    void say(String name, String what);

    Progress SILENT = (name, what) -> {};

    /// Aligned lines on standard output.
    Progress CONSOLE =
            (name, what) -> {
                synchronized (System.out) {
                    System.out.printf("  %-20s %s%n", name, what);
                    System.out.flush();
                }
            };
}
