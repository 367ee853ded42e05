import { useEffect, useRef } from "react";
import type { ChatSummary, Entry, Sentinel } from "../../sdk/api";
import { useSentinel } from "../kit/sentinel";

export interface News {
  readonly chat: ChatSummary;
  readonly entry: Entry;
}

/** Calls `listener` for each message of somebody else that comes while this page is connected; not for what is caught up with. */
export function watchNews(sentinel: Sentinel, listener: (news: News) => void): () => void {
  let known = heads(sentinel);
  let current = sentinel.chats.get().state === "current";
  return sentinel.chats.watch(() => {
    const list = sentinel.chats.get();
    const before = known;
    const live = current && list.state === "current" && sentinel.connection.get().state === "online";
    known = heads(sentinel);
    current = list.state === "current";
    if (!live) return;
    const me = sentinel.session.get()?.userId;
    for (const chat of list.chats) {
      const entry = chat.last;
      if (!entry || entry.seq === null || entry.senderId === me || entry.type === "system" || entry.deletedAt !== null) continue;
      if (chat.unread > 0 && entry.seq > (before.get(chat.chatId) ?? 0)) listener({ chat, entry });
    }
  });
}

function heads(sentinel: Sentinel): Map<string, number> {
  return new Map(sentinel.chats.get().chats.map((chat) => [chat.chatId, chat.lastSeq]));
}

export function useNews(listener: (news: News) => void): void {
  const sentinel = useSentinel();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => watchNews(sentinel, (news) => latest.current(news)), [sentinel]);
}
