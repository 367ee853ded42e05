/// What a service answers, as OpenAPI: made from its controllers when somebody asks.
@NullMarked
package chat.sentinel.servicekit.api;

import org.jspecify.annotations.NullMarked;
