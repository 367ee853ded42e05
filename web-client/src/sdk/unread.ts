import type { ChatState } from "./chatstate";
import type { Rest } from "./rest";
import { backoff, type Timers } from "./timers";
import { historyPage } from "./wire/chats";
import { failureOf } from "./wire/problem";

const MOST_PAGES = 20;

/** Counts what is unread where neither the server nor what is loaded says it: again, after a wait, until nothing came meanwhile. */
export class UnreadCounts {
  readonly #counting = new Set<ChatState>();

  constructor(
    private readonly rest: Rest,
    private readonly timers: Timers,
  ) {}

  settle(state: ChatState): void {
    if (state.recount && !this.#counting.has(state)) {
      this.#counting.add(state);
      void this.#count(state, 0);
    }
  }

  async #count(state: ChatState, failures: number): Promise<void> {
    const { seenSeq, through } = state;
    state.recount = false;
    try {
      const unread = await countUnread(this.rest, state.chatId, seenSeq, through);
      if (state.seenSeq === seenSeq && state.through === through) {
        state.unread = unread;
        state.changed();
      } else {
        state.recount = true;
      }
    } catch (thrown) {
      state.recount = true;
      if (!failureOf(thrown).retryable) {
        // It is tried again when something else happens in this chat.
        this.#counting.delete(state);
        return;
      }
    }
    if (!state.recount) {
      this.#counting.delete(state);
      return;
    }
    this.timers.after(backoff(failures, 500, 30_000, 200), () => {
      if (state.recount) {
        void this.#count(state, failures + 1);
      } else {
        this.#counting.delete(state);
      }
    });
  }
}

/** How many messages lie above `seen`, up to `upTo`; of more than 2,000 these. */
async function countUnread(rest: Rest, chatId: string, seen: number, upTo: number): Promise<number> {
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
