/// REST the Sentinel way: bearer tokens, request ids, size limits and problem details.
@NullMarked
package chat.sentinel.servicekit.rest;

import org.jspecify.annotations.NullMarked;
