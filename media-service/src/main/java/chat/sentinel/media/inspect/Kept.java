package chat.sentinel.media.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What of an image is kept, in its order. Pixels are not decoded, so none is changed.
final class Kept {
    /// @param bytes of ours, instead of a part of the file
    private record Piece(int from, int to, byte[] bytes) {}

    private static final byte[] NONE = {};

    private final List<Piece> pieces = new ArrayList<>();

    /// A part of the file.
    void range(int from, int to) {
        if (!pieces.isEmpty()) {
            Piece last = pieces.getLast();
            if (last.bytes().length == 0 && last.to() == from) {
                pieces.removeLast();
                pieces.add(new Piece(last.from(), to, NONE));
                return;
            }
        }
        pieces.add(new Piece(from, to, NONE));
    }

    /// Something of ours.
    void bytes(byte[] bytes) {
        pieces.add(new Piece(0, 0, bytes));
    }

    void append(Kept other) {
        pieces.addAll(other.pieces);
    }

    long size() {
        return pieces.stream()
                .mapToLong(piece -> piece.to() - piece.from() + piece.bytes().length)
                .sum();
    }

    void write(FileChannel file, Path to) throws IOException {
        try (FileChannel out =
                FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (Piece piece : pieces) {
                if (piece.bytes().length > 0) {
                    ByteBuffer bytes = ByteBuffer.wrap(piece.bytes());
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                } else {
                    long from = piece.from();
                    while (from < piece.to()) {
                        long moved = file.transferTo(from, piece.to() - from, out);
                        if (moved <= 0) {
                            throw new IOException("the file has become shorter");
                        }
                        from += moved;
                    }
                }
            }
        }
    }
}
