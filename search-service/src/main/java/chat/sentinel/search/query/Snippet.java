package chat.sentinel.search.query;

/// A piece of what a message says, with what was found in it, safe to show as HTML: everything is
/// escaped but the marks, which are ours.
final class Snippet {
    /// Elasticsearch puts these around what it found. No indexed text has them: see
    /// [chat.sentinel.search.content.Texts#normal].
    static final char BEGIN = '\uE000';

    static final char END = '\uE001';

    private Snippet() {}

    static String html(String marked) {
        StringBuilder html = new StringBuilder(marked.length() + 32);
        boolean open = false;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            switch (c) {
                case BEGIN -> {
                    if (!open) {
                        html.append("<em>");
                    }
                    open = true;
                }
                case END -> {
                    if (open) {
                        html.append("</em>");
                    }
                    open = false;
                }
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return open ? html.append("</em>").toString() : html.toString();
    }
}
