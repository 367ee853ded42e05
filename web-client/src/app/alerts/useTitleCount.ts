import { useEffect } from "react";
import { useSentinel, useWatched } from "../kit/sentinel";
import { texts } from "../texts";

/** The title of the page says how many messages are unread, muted chats left out. */
export function useTitleCount(): void {
  const { chats } = useWatched(useSentinel().chats);
  const unread = chats.reduce((sum, chat) => (chat.muted ? sum : sum + chat.unread), 0);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${texts.product}` : texts.product;
    return () => {
      document.title = texts.product;
    };
  }, [unread]);
}
