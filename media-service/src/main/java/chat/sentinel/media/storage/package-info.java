/// Where the bytes of files are; nobody else speaks S3.
@NullMarked
package chat.sentinel.media.storage;

import org.jspecify.annotations.NullMarked;
