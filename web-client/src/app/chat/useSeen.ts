import { useEffect } from "react";
import type { Chat, ChatView } from "../../sdk/api";
import { useSentinel } from "../kit/sentinel";

/** Says what was seen: lines that are on the screen, while somebody looks at this page. */
export function useSeen(chat: Chat, scroller: HTMLElement | null): void {
  const sentinel = useSentinel();
  useEffect(() => {
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let told = { ids: "", seq: 0 };
    const look = (): void => {
      timer = null;
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      const seq = lowestSeen(scroller, chat.view.get());
      if (seq === null) return;
      // The library marks the alerts of a chat with what is seen of it. One whose message is below the screen stays: it is told of
      // once when one reads on, or each answer would be the reason to tell again.
      const unseen = sentinel.alerts.get().items.filter((alert) => !alert.seen && alert.chatId === chat.chatId);
      const ids = unseen.map((alert) => alert.id).join(" ");
      const tell = unseen.length > 0 && (ids !== told.ids || seq > told.seq);
      if (seq <= chat.view.get().summary.seenSeq && !tell) return;
      if (tell) told = { ids, seq };
      chat.seen(seq);
    };
    const soon = (): void => {
      timer ??= setTimeout(look, 150);
    };
    soon();
    const stopView = chat.view.watch(soon);
    const stopAlerts = sentinel.alerts.watch(soon);
    const drawn = new MutationObserver(soon);
    drawn.observe(scroller, { childList: true, subtree: true });
    scroller.addEventListener("scroll", soon, { passive: true });
    document.addEventListener("visibilitychange", soon);
    addEventListener("focus", soon);
    return () => {
      if (timer !== null) clearTimeout(timer);
      stopView();
      stopAlerts();
      drawn.disconnect();
      scroller.removeEventListener("scroll", soon);
      document.removeEventListener("visibilitychange", soon);
      removeEventListener("focus", soon);
    };
  }, [chat, scroller, sentinel]);
}

/**
 * The number of the lowest line that can be seen. At the end, of all there is, edits and reactions too; but only where what is newest
 * is loaded and drawn: the list of chats may know of more than the log has.
 */
function lowestSeen(scroller: HTMLElement, view: ChatView): number | null {
  const { bottom, height } = scroller.getBoundingClientRect();
  if (height === 0) return null;
  const { entries, summary } = view;
  const last = entries.findLast((entry) => entry.seq !== null);
  const end = last && scroller.querySelector(`[data-seq="${last.seq}"]`);
  if (end && end.getBoundingClientRect().bottom <= bottom + 40) {
    const all = !view.hasNewer && view.loading !== "first" && summary.last?.messageId === last.messageId;
    return all ? summary.lastSeq : last.seq;
  }
  const lines = scroller.querySelectorAll<HTMLElement>("[data-seq]");
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i];
    if (line && line.getBoundingClientRect().bottom <= bottom + 8) return Number(line.dataset["seq"]);
  }
  return null;
}
