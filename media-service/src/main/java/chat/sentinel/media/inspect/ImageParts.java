package chat.sentinel.media.inspect;

import java.nio.ByteBuffer;

/// An image taken apart.
///
/// @param kept all that is needed to show it, and nothing that says where, when or by whom it was
///     made
/// @param end where the image ends in the file; what comes after is not part of it
/// @param orientation as in EXIF, 1 to 8; 1: as it is stored
/// @param width 0: not known by now
record ImageParts(Kept kept, int end, int orientation, int width, int height) {
    ImageParts(Kept kept, int end) {
        this(kept, end, 1, 0, 0);
    }

    /// How one format is taken apart: each names what it keeps, all else goes.
    @FunctionalInterface
    interface Format {
        /// @param file big-endian; may hold anything
        /// @throws RefusedException UNREADABLE; so is an IndexOutOfBoundsException
        ImageParts take(ByteBuffer file) throws RefusedException;
    }

    static RefusedException unreadable() {
        return new RefusedException(Reason.UNREADABLE);
    }
}
