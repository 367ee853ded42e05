/// The gateway's NGINX configuration and the means to render, check and run it.
@NullMarked
package chat.sentinel.gateway;

import org.jspecify.annotations.NullMarked;
