/// Who is active: signs of life, leaves, the sweep; the only package that changes active keys.
@NullMarked
package chat.sentinel.presence.activity;

import org.jspecify.annotations.NullMarked;
