import { useEffect } from "react";
import { chatName, entryText } from "../chats/summary";
import { useSentinel } from "../kit/sentinel";
import { texts } from "../texts";
import { useNews } from "./news";
import { show, systemState, turnOn } from "./system";

/** While this page is open its device is not pushed to; so the page itself tells of what comes while nobody looks at it. */
export function useSystemNotifications(): void {
  const sentinel = useSentinel();
  useEffect(() => {
    const state = systemState();
    if (state.kind === "on") void turnOn(sentinel).catch(() => undefined);
    if (!("serviceWorker" in navigator)) return;
    const opened = (event: MessageEvent<unknown>) => {
      const said = event.data as { type?: unknown; hash?: unknown } | null;
      if (said?.type === "open" && typeof said.hash === "string" && said.hash.startsWith("#/")) location.hash = said.hash;
    };
    navigator.serviceWorker.addEventListener("message", opened);
    return () => navigator.serviceWorker.removeEventListener("message", opened);
  }, [sentinel]);

  useNews(({ chat, entry }) => {
    if (chat.muted || systemState().kind !== "on" || (document.visibilityState === "visible" && document.hasFocus())) return;
    const people = sentinel.people.get();
    const me = sentinel.session.get()?.userId ?? "";
    void sentinel
      .preferences()
      .then(({ previews }) =>
        show(chatName(chat, people), previews ? entryText(entry, people, me) : texts.alerts.newMessage, chat.chatId),
      )
      .catch(() => undefined);
  });
}
