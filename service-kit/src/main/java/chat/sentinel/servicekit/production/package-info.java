/// What a service refuses to be run with where real people use it: the profile `production`.
@NullMarked
package chat.sentinel.servicekit.production;

import org.jspecify.annotations.NullMarked;
