package chat.sentinel.testkit;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.regex.Pattern;

/// For rules of architecture: without what Spring AOT wrote beside a module's classes when it was
/// last packaged, which knows every bean.
public final class HandWritten implements ImportOption {
    /// By the name of the file: folders above may be called anything.
    private static final Pattern GENERATED =
            Pattern.compile(".*/[^/]*(__|\\$\\$SpringCGLIB)[^/]*\\.class");

    @Override
    public boolean includes(Location location) {
        return !location.matches(GENERATED);
    }
}
