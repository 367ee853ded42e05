package chat.sentinel.servicekit.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The successful answers of an endpoint that decides by itself which one it gives.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Answers.Several.class)
public @interface Answers {
    /// The statuses; one from 300 on has a `Location` and no body.
    int[] value();

    /// Of these statuses; without it what the method returns.
    Class<?> body() default void.class;

    /// Different bodies by status.
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Several {
        Answers[] value();
    }
}
