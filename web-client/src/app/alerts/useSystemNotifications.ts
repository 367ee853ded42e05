import { useEffect } from "react";
import { chatName, entryText } from "../chats/summary";
import { useSentinel } from "../kit/sentinel";
import { texts } from "../texts";
import { useNews } from "./news";
import { isQuiet } from "./quiet";
import { forgetOthers, show, systemState, turnOn } from "./system";

/** While this page is open its device is not pushed to; so the page itself tells of what comes while nobody looks at it. */
export function useSystemNotifications(): void {
  const sentinel = useSentinel();
  useEffect(() => {
    const me = sentinel.session.get()?.userId ?? "";
    forgetOthers(me);
    if (systemState(me).kind === "on") void turnOn(sentinel).catch(() => undefined);
    if (!("serviceWorker" in navigator)) return;
    const opened = (event: MessageEvent<unknown>) => {
      const said = event.data as { type?: unknown; hash?: unknown } | null;
      if (said?.type === "open" && typeof said.hash === "string" && said.hash.startsWith("#/")) location.hash = said.hash;
    };
    navigator.serviceWorker.addEventListener("message", opened);
    return () => navigator.serviceWorker.removeEventListener("message", opened);
  }, [sentinel]);

  useNews(({ chat, entry }) => {
    const me = sentinel.session.get()?.userId ?? "";
    if (chat.muted || systemState(me).kind !== "on" || (document.visibilityState === "visible" && document.hasFocus())) return;
    sentinel.needPeople([entry.senderId]);
    const tell = async () => {
      const { previews, quietHours, mutedChats } = await sentinel.preferences();
      const now = Date.now();
      const muted = mutedChats.some(({ chatId, until }) => chatId === chat.chatId && (until === null || until > now));
      if (muted || isQuiet(quietHours, now) || sentinel.session.get()?.userId !== me) return;
      // Names may have come meanwhile.
      const people = sentinel.people.get();
      await show(chatName(chat, people), previews ? entryText(entry, people, me) : texts.alerts.newMessage, chat.chatId);
    };
    void tell().catch(() => undefined);
  });
}
