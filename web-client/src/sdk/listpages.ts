import type { ChatList } from "./api";
import type { ChatState } from "./chatstate";
import type { Rest } from "./rest";
import { chatPage, type ListedChat } from "./wire/chats";
import { failureOf } from "./wire/problem";

const PAGE = 50;
const MOST_PAGES = 20;

/** Whom the pages are for. */
export interface ListReader {
  known(): readonly ChatState[];
  listed(chat: ListedChat): void;
  /** It is known here, and the server's list does not have it where it should be. */
  missing(chatId: string): void;
}

/** The server's list of chats, page by page, the chat with the newest entry first. */
export class ListPages {
  state: ChatList["state"] = "empty";
  /** Where the list goes on; undefined: it was never read. */
  #cursor: string | null | undefined = undefined;

  constructor(
    private readonly rest: Rest,
    private readonly reader: ListReader,
  ) {}

  get hasMore(): boolean {
    return (this.#cursor ?? null) !== null;
  }

  /** What is shown may be old. */
  cached(some: boolean): void {
    this.state = some && this.state === "empty" ? "cached" : this.state === "current" ? "cached" : this.state;
  }

  /** Until the first chat of which nothing is new. What is known and was not among those may be gone: that is asked for. */
  async read(): Promise<void> {
    const before = this.reader.known().filter((state) => state.facts.member);
    const through = new Map(before.map((state) => [state.chatId, state.through]));
    const listed = new Set<string>();
    let cursor: string | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#page(cursor);
      cursor = page.nextCursor;
      for (const chat of page.chats) {
        listed.add(chat.chatId);
        this.reader.listed(chat);
      }
      const familiar = page.chats.some((chat) => chat.lastSeq <= (through.get(chat.chatId) ?? -1));
      if (familiar || cursor === null || before.length === 0) {
        break;
      }
    }
    this.#cursor = this.#cursor === undefined || cursor === null ? cursor : this.#cursor;
    this.state = "current";
    before.filter((state) => !listed.has(state.chatId)).forEach((state) => this.reader.missing(state.chatId));
  }

  async more(): Promise<void> {
    if (this.#cursor === null) {
      return;
    }
    let page;
    try {
      page = await this.#page(this.#cursor ?? null);
    } catch (thrown) {
      if (failureOf(thrown).code !== "invalid_cursor") {
        throw thrown;
      }
      // Too old: from the top, past all that is known.
      const known = new Set(this.reader.known().map((state) => state.chatId));
      do {
        page = await this.#page(page?.nextCursor ?? null);
      } while (page.nextCursor !== null && page.chats.every((chat) => known.has(chat.chatId)));
    }
    page.chats.forEach((chat) => this.reader.listed(chat));
    this.#cursor = page.nextCursor;
  }

  #page(cursor: string | null): Promise<{ chats: ListedChat[]; nextCursor: string | null }> {
    return this.rest.get("/users/chat", chatPage, { page_size: PAGE, cursor });
  }
}
