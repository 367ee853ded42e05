package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Locale;

/// Finds files that are something else as well. What reads a ZIP looks at the end of a file, what
/// reads a PDF or guesses a page looks at its first kilobyte, what unpacks looks everywhere; the
/// rest begins where the file begins, which [RealType] has seen.
final class ForeignParts {
    private static final int HEAD = 1024;

    /// A ZIP's last record and the longest comment after it.
    private static final int TAIL = 22 + 65_535;

    private static final String END_OF_ZIP = "PK\5\6";
    private static final List<String> PAGES =
            List.of("<html", "<script", "<!doctype html", "<?php", "<svg", "<iframe");

    /// What may not follow an image.
    private static final List<String> APPENDED =
            List.of("Rar!\u001a\u0007", "7z\u00bc\u00af\u0027\u001c");

    private static final List<String> APPENDED_AT_ONCE = List.of("PK\3\4", "MZ", "\u007fELF");

    private ForeignParts() {}

    /// @throws RefusedException POLYGLOT
    static void refuse(FileChannel file, String type) throws IOException, RefusedException {
        String head = read(file, 0, HEAD);
        boolean isZip = head.startsWith("PK\3\4") || head.startsWith(END_OF_ZIP);
        if (!isZip && endsAsZip(read(file, Math.max(0, file.size() - TAIL), TAIL))) {
            throw new RefusedException(Reason.POLYGLOT);
        }
        if (type.equals("application/pdf")) {
            refuseIf(!head.startsWith("%PDF-"));
        } else if (!isZip && !type.startsWith("text/")) {
            // What a ZIP holds may stand there as it is, a page too: it is saved, never shown.
            String lower = head.toLowerCase(Locale.ROOT);
            refuseIf(head.contains("%PDF-") || PAGES.stream().anyMatch(lower::contains));
        }
    }

    /// What comes after the end of an image is left out; here it is only asked what it is. Phones
    /// append a film or a second image.
    ///
    /// @throws RefusedException POLYGLOT
    static void refuseAfter(ByteBuffer file, int end) throws RefusedException {
        byte[] rest = new byte[file.limit() - end];
        file.get(end, rest);
        String text = new String(rest, ISO_8859_1);
        refuseIf(
                APPENDED_AT_ONCE.stream().anyMatch(text::startsWith)
                        || APPENDED.stream().anyMatch(text::contains));
    }

    private static void refuseIf(boolean foreign) throws RefusedException {
        if (foreign) {
            throw new RefusedException(Reason.POLYGLOT);
        }
    }

    /// The record says how long the comment after it is, and that has to be right.
    private static boolean endsAsZip(String tail) {
        for (int at = tail.lastIndexOf(END_OF_ZIP);
                at >= 0;
                at = tail.lastIndexOf(END_OF_ZIP, at - 1)) {
            if (at + 22 <= tail.length()) {
                int comment = tail.charAt(at + 20) | tail.charAt(at + 21) << 8;
                // Readers are lenient with what follows the comment.
                if (at + 22 + comment <= tail.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String read(FileChannel file, long from, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, file.size() - from));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                break;
            }
        }
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    }
}
