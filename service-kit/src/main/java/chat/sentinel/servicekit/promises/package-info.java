/// What users are promised, and whether it is kept now.
@NullMarked
package chat.sentinel.servicekit.promises;

import org.jspecify.annotations.NullMarked;
