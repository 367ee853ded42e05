import { useEffect } from "react";
import type { Chat, ChatView } from "../../sdk/api";
import { useSentinel } from "../kit/sentinel";

/** Says what was seen: lines that are on the screen, while somebody looks at this page. */
export function useSeen(chat: Chat, scroller: HTMLElement | null): void {
  const sentinel = useSentinel();
  useEffect(() => {
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let told = "";
    const look = (): void => {
      timer = null;
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      const seq = lowestSeen(scroller, chat.view.get());
      if (seq === null) return;
      // The library marks the alerts of a chat with what is seen of it. One whose message is below the screen stays: it is told of
      // once for each place, or each answer would be the reason to tell again.
      const alerts = sentinel.alerts.get().items.filter((alert) => !alert.seen && alert.chatId === chat.chatId);
      const telling = alerts.length === 0 ? told : [seq, ...alerts.map((alert) => alert.id)].join(" ");
      if (seq <= chat.view.get().summary.seenSeq && telling === told) return;
      told = telling;
      chat.seen(seq);
    };
    const soon = (): void => {
      timer ??= setTimeout(look, 150);
    };
    soon();
    const stopView = chat.view.watch(soon);
    const stopAlerts = sentinel.alerts.watch(soon);
    scroller.addEventListener("scroll", soon, { passive: true });
    document.addEventListener("visibilitychange", soon);
    addEventListener("focus", soon);
    return () => {
      if (timer !== null) clearTimeout(timer);
      stopView();
      stopAlerts();
      scroller.removeEventListener("scroll", soon);
      document.removeEventListener("visibilitychange", soon);
      removeEventListener("focus", soon);
    };
  }, [chat, scroller, sentinel]);
}

/** The number of the lowest line that can be seen; at the end, of all there is, edits and reactions too. */
function lowestSeen(scroller: HTMLElement, view: ChatView): number | null {
  const { bottom, height } = scroller.getBoundingClientRect();
  if (height === 0) return null;
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
  if (atEnd && !view.hasNewer && view.loading !== "first") return view.summary.lastSeq;
  const lines = scroller.querySelectorAll<HTMLElement>("[data-seq]");
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i];
    if (line && line.getBoundingClientRect().bottom <= bottom + 8) return Number(line.dataset["seq"]);
  }
  return null;
}
