@NullMarked
package chat.sentinel.fcm;

import org.jspecify.annotations.NullMarked;
