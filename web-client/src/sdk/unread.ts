import type { Rest } from "./rest";
import { historyPage } from "./wire/chats";

const MOST_PAGES = 20;

/** How many messages lie above `seen`, up to `upTo`; of more than 2,000 these. */
export async function countUnread(rest: Rest, chatId: string, seen: number, upTo: number): Promise<number> {
  let unread = 0;
  let query: Record<string, string | number> = { after_seq: seen };
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await rest.get(`/users/chat/${encodeURIComponent(chatId)}`, historyPage, { page_size: 100, ...query });
    unread += page.messages.filter((message) => message.type !== "system" && message.seq <= upTo).length;
    if (page.nextCursor === null) {
      break;
    }
    query = { cursor: page.nextCursor };
  }
  return unread;
}
