package chat.sentinel.servicekit.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A field of a request, or a header, that has to be there. For the description only: in Java it
/// is nullable, since who asks may leave it out, and the code that reads it refuses that by name.
@Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Required {}
