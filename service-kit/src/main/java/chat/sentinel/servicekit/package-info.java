/// What every service does the same way. Each sub-package configures itself in a Boot application.
@NullMarked
package chat.sentinel.servicekit;

import org.jspecify.annotations.NullMarked;
