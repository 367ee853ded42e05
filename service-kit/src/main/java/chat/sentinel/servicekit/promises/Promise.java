package chat.sentinel.servicekit.promises;

/// Something that users count on, and how to see that it is kept. A service declares its own as
/// beans; `/actuator/health/promises` and the gauge `sentinel.promise.kept` show them.
///
/// @param name in words of the user, as `accepts_sends`
/// @param kept what holds as long as it is kept
/// @param broken what users notice when it is not
/// @param check is called every few seconds, on a thread of its own
public record Promise(String name, String kept, String broken, Check check) {
    /// Returns where the promise is kept, within two seconds or so; otherwise throws, with a
    /// message for people who run this.
    @FunctionalInterface
    public interface Check {
        void look() throws Exception;
    }
}
