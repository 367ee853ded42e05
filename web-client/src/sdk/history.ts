import type { Entry } from "./api";
import { ChatLog } from "./chatlog";
import type { ChatState } from "./chatstate";
import type { Rest } from "./rest";
import { historyPage, type HistoryPage } from "./wire/chats";
import { failureOf } from "./wire/problem";

const PAGE = 50;
/** So many entries are kept while one scrolls: what a page of them costs does not grow with how far one has come. */
const MOST = 1_000;
const MOST_AT_ONCE = 100;
/** Beyond so many entries a log is begun anew instead of being synced. */
export const FURTHEST_SYNC = 2_000;

/** Loads pages of one chat's history into its log. One load at a time; what fails is in the view, and rejects. */
export class History {
  #loading: Promise<void> | null = null;
  #newest: Promise<void> | null = null;

  constructor(
    private readonly chat: ChatState,
    private readonly rest: Rest,
    /** There may be entries above those that a page brought. */
    private readonly sync: () => void,
  ) {}

  /** The newest page, in place of what is loaded. */
  newest(): Promise<void> {
    this.#newest ??= this.#loadNext(async () => this.#replace(await this.#page({}), false)).finally(() => {
      this.#newest = null;
    });
    return this.#newest;
  }

  /** What is loaded of the past, once more: all of it, or of very much the newer part. */
  again(): Promise<void> {
    return this.#loadNext(async () => {
      for (let tries = 0; tries < 3 && this.chat.log?.stale === true; tries++) {
        await this.#again(this.chat.log);
      }
    });
  }

  /** @param keep whether entries at the other end stay, however many there are */
  older(keep: boolean): Promise<void> {
    const log = this.chat.log;
    if (log === null) {
      return this.newest();
    }
    return !log.hasOlder ? Promise.resolve() : this.#load("older", () => this.#older(log, keep));
  }

  newer(): Promise<void> {
    const log = this.chat.log;
    return log === null || !log.hasNewer ? Promise.resolve() : this.#load("newer", () => this.#newer(log));
  }

  async around(seq: number): Promise<void> {
    if (this.chat.log?.covers(seq) === true) {
      return;
    }
    await this.#loadNext(async () => {
      const page = await this.#page({ around_seq: seq });
      const highest = page.messages.at(-1)?.seq ?? 0;
      this.#replace(page, highest < Math.max(page.storedSeq, this.chat.through));
      const log = this.chat.log;
      if (log?.hasNewer === true && page.messages.filter((message) => message.seq >= seq).length < PAGE / 2) {
        await this.#newer(log);
      }
    });
  }

  /** After what is being loaded, which may be something else. */
  async #loadNext(load: () => Promise<void>): Promise<void> {
    while (this.#loading !== null) {
      await this.#loading.catch(() => undefined);
    }
    await this.#load("first", load);
  }

  /** A second load while one runs is that one. */
  #load(kind: "first" | "older" | "newer", load: () => Promise<void>): Promise<void> {
    this.#loading ??= (async () => {
      this.chat.loading = kind;
      this.chat.failure = null;
      this.chat.changed();
      try {
        await load();
      } catch (thrown) {
        this.chat.failure = failureOf(thrown);
        throw thrown;
      } finally {
        this.#loading = null;
        this.chat.loading = null;
        this.chat.changed();
      }
    })();
    return this.#loading;
  }

  #page(query: Record<string, string | number>): Promise<HistoryPage> {
    return this.rest.get(`/users/chat/${encodeURIComponent(this.chat.chatId)}`, historyPage, { page_size: PAGE, ...query });
  }

  #replace(page: HistoryPage, past: boolean): void {
    const chat = this.chat;
    const lines = page.messages.map((message) => chat.entry(message));
    const high = past ? (page.messages.at(-1)?.seq ?? 0) : page.storedSeq;
    const low = page.messages[0]?.seq ?? high + 1;
    chat.log = new ChatLog(lines, page.nextCursor === null && !past ? 0 : low, high, page.nextCursor !== null || past, past);
    chat.headSeq = Math.max(chat.headSeq, page.headSeq ?? 0, page.storedSeq);
    if (!past) {
      page.messages.forEach((message) => chat.facts.heard(message));
    }
    if (!past && !chat.known) {
      chat.through = Math.max(chat.through, page.storedSeq);
      chat.last = lines.at(-1) ?? null;
    }
    this.sync();
  }

  /** A page may be empty before the end: then the next one is asked for by its cursor. */
  async #older(log: ChatLog, keep: boolean): Promise<void> {
    let page = await this.#page({ before_seq: log.low });
    while (page.messages.length === 0 && page.nextCursor !== null) {
      page = await this.#page({ cursor: page.nextCursor });
    }
    if (this.chat.log === log) {
      const low = page.messages[0]?.seq ?? log.low;
      log.prepend(
        page.messages.map((message) => this.chat.entry(message)),
        page.nextCursor === null ? 0 : low,
        page.nextCursor !== null,
      );
      if (!keep) {
        log.keepOldest(MOST);
      }
    }
  }

  async #again(log: ChatLog): Promise<void> {
    const lines: Entry[] = [];
    const low = Math.max(log.low, log.snapshot().at(-MOST)?.seq ?? 0);
    let page = await this.#page({ after_seq: Math.max(0, low - 1), page_size: MOST_AT_ONCE });
    const { storedSeq } = page;
    for (;;) {
      lines.push(...page.messages.map((message) => this.chat.entry(message)));
      if (page.nextCursor === null || (lines.at(-1)?.seq ?? 0) >= log.high) {
        break;
      }
      page = await this.#page({ cursor: page.nextCursor, page_size: MOST_AT_ONCE });
    }
    const kept = lines.filter((entry) => (entry.seq ?? 0) <= log.high);
    const fresh = new ChatLog(kept, low, log.high, log.hasOlder || low > log.low, true);
    // What was heard meanwhile may not be in what was read.
    fresh.stale = storedSeq < this.chat.through;
    if (this.chat.log === log) {
      this.chat.log = fresh;
    }
  }

  async #newer(log: ChatLog): Promise<void> {
    let page = await this.#page({ after_seq: log.high });
    for (;;) {
      for (const message of page.messages) {
        log.append(this.chat.entry(message));
      }
      log.keepNewest(MOST);
      if (page.nextCursor === null) {
        log.high = Math.max(log.high, page.storedSeq);
        log.hasNewer = false;
        this.sync();
        return;
      }
      if (page.messages.length > 0) {
        return;
      }
      page = await this.#page({ cursor: page.nextCursor });
    }
  }
}
