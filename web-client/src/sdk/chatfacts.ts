import type { Member } from "./api";
import type { ChatState } from "./chatstate";
import type { Rest } from "./rest";
import { chatFacts, receiptPage } from "./wire/chats";

/** What no event tells whole: title, role, how many there are, and with whom one talks. */
export async function loadFacts(state: ChatState, rest: Rest, members: () => Promise<readonly Member[]>): Promise<void> {
  const facts = await rest.get(`/users/chat/${encodeURIComponent(state.chatId)}/info`, chatFacts);
  state.kind = facts.kind;
  state.facts.answered(facts);
  if (facts.kind === "private" && state.otherUserId === null) {
    state.otherUserId = (await members()).find((member) => member.userId !== state.me)?.userId ?? null;
  }
  state.changed();
}

/**
 * How far the members have come: marks are told once, and may have been missed; in a large group they are not told at all. As many
 * pages are read as it takes, up to where somebody has seen everything.
 */
export async function loadReceipts(state: ChatState, rest: Rest): Promise<void> {
  const path = `/users/chat/${encodeURIComponent(state.chatId)}/receipts`;
  let cursor: string | null = null;
  do {
    const page: ReturnType<typeof receiptPage> = await rest.get(path, receiptPage, { page_size: 100, cursor });
    for (const receipt of page.receipts) {
      state.mark(receipt);
      if (receipt.userId === state.me) {
        state.sawUpTo(receipt.seen);
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== null && state.marks.seen < state.through);
}
