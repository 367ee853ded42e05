import { useEffect } from "react";
import { isComposing, isField } from "./kit/keys";
import { go, parseRoute } from "./kit/route";
import { useSentinel } from "./kit/sentinel";

/** The keys that work everywhere; see `texts.shortcuts`. Those that write a letter (with Option on a Mac too) not in a field. */
export function useShortcuts(open: (dialog: "new" | "keys") => void): void {
  const sentinel = useSentinel();
  useEffect(() => {
    const step = (by: number): void => {
      const chats = sentinel.chats.get().chats;
      const here = parseRoute(location.hash).chatId;
      const next = chats[chats.findIndex((chat) => chat.chatId === here) + by] ?? (here === null ? chats[0] : undefined);
      if (next) go({ page: "chat", chatId: next.chatId });
    };
    const pressed = (event: KeyboardEvent): void => {
      if (isComposing(event) || event.defaultPrevented) return;
      const command = event.ctrlKey || event.metaKey;
      if (command && !event.altKey && event.key.toLowerCase() === "k") document.getElementById("search")?.focus();
      else if (event.altKey && !command && event.code === "KeyN" && !isField(event.target)) open("new");
      else if (event.altKey && !command && event.key === "ArrowUp") step(-1);
      else if (event.altKey && !command && event.key === "ArrowDown") step(1);
      else if (event.key === "?" && !command && !isField(event.target)) open("keys");
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [sentinel, open]);
}
