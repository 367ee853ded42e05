package chat.sentinel.fcm;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The devices as they would look: a card for each, the newest notification on top; of those with
/// one collapse key only the last.
final class Page {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final int DEVICES = 60;
    private static final int NOTIFICATIONS = 12;

    private Page() {}

    /// @param sent oldest first
    static String of(List<Sent> sent) {
        Map<String, List<Sent>> devices = new LinkedHashMap<>();
        for (Sent one : sent.reversed()) {
            devices.computeIfAbsent(one.target(), t -> new ArrayList<>()).add(one);
        }
        var cards = new StringBuilder();
        devices.entrySet().stream()
                .limit(DEVICES)
                .forEach(device -> cards.append(card(device.getKey(), device.getValue())));
        return """
               <!doctype html>
               <html lang="en"><head><meta charset="utf-8"><title>Devices</title>
               <meta http-equiv="refresh" content="2">
               <meta name="viewport" content="width=device-width">
               <style>
               body { font: 15px system-ui, sans-serif; margin: 1.5rem; background: #eef0f4; color: #1b1f24 }
               main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)) }
               section { background: #fff; border-radius: 1rem; padding: 1rem; box-shadow: 0 1px 4px #0002 }
               h2 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
               article { border-top: 1px solid #e3e6ea; padding: .5rem 0; overflow-wrap: anywhere }
               p { margin: .15rem 0; white-space: pre-line } small { color: #667 }
               b.badge { float: right; background: #d22; color: #fff; border-radius: 1rem; padding: 0 .5rem }
               </style></head><body>
               <h1>Devices</h1>
               <p>What Firebase Cloud Messaging, or a browser's own push service, would have brought them. %s</p>
               <main>
               %s</main></body></html>
               """
                .formatted(
                        devices.isEmpty() ? "Nothing yet." : devices.size() + " devices.", cards);
    }

    private static String card(String target, List<Sent> newestFirst) {
        Sent newest = newestFirst.getFirst();
        var shown = new LinkedHashMap<String, Sent>();
        for (Sent one : newestFirst) {
            shown.putIfAbsent(one.collapseKey().isEmpty() ? one.name() : one.collapseKey(), one);
        }
        var card = new StringBuilder("<section><h2>");
        if (!newest.badge().isEmpty()) {
            card.append("<b class=\"badge\">").append(escaped(newest.badge())).append("</b>");
        }
        card.append(newest.platform())
                .append(" <small>")
                .append(escaped(shortened(target)))
                .append("</small></h2>\n");
        shown.values().stream()
                .limit(NOTIFICATIONS)
                .forEach(
                        one ->
                                card.append("<article><p><strong>")
                                        .append(escaped(one.title()))
                                        .append("</strong> <small>")
                                        .append(TIME.format(one.at()))
                                        .append("</small></p><p>")
                                        .append(escaped(one.body()))
                                        .append("</p></article>\n"));
        return card.append("</section>\n").toString();
    }

    private static String shortened(String target) {
        return target.length() <= 40 ? target : target.substring(0, 40) + "…";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
