/// Takes files in, looks at them before anybody else does, and shows them to those who may see
/// them.
@NullMarked
package chat.sentinel.media;

import org.jspecify.annotations.NullMarked;
