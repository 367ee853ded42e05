import type { Alert, Alerts as Shown } from "./api";
import type { Rest } from "./rest";
import { Debounced, Timers } from "./timers";
import type { Cell } from "./watched";
import { alertPage, notification } from "./wire/notifications";
import { failureOf } from "./wire/problem";

const PAGE = 50;
const PATH = "/notifications/items";

/** What one missed: the list by REST, read at each connect of the socket `/notifications`, which tells what changes. */
export class Alerts {
  readonly #timers = new Timers();
  readonly #saw = new Map<string, number>();
  readonly #telling = new Debounced(this.#timers, 1_000, () => void this.#tell().catch(() => undefined));
  readonly #reading = new Debounced(this.#timers, 2_000, () => void this.read().catch(() => undefined));
  #cursor: string | null = null;

  constructor(
    private readonly shown: Cell<Shown>,
    private readonly rest: Rest,
  ) {}

  async read(): Promise<void> {
    const page = await this.rest.get(PATH, alertPage, { page_size: PAGE });
    this.#cursor = page.nextCursor;
    this.shown.set({ items: page.items, unseen: page.unseen, hasMore: page.nextCursor !== null });
  }

  async loadMore(): Promise<void> {
    if (this.#cursor === null) {
      return;
    }
    try {
      const page = await this.rest.get(PATH, alertPage, { page_size: PAGE, cursor: this.#cursor });
      this.#cursor = page.nextCursor;
      const items = page.items.reduce<readonly Alert[]>(
        (all, item) => (all.some(same(item)) ? all : [...all, item]),
        this.shown.get().items,
      );
      this.shown.set({ items, unseen: page.unseen, hasMore: page.nextCursor !== null });
    } catch (thrown) {
      if (failureOf(thrown).code !== "invalid_cursor") {
        throw thrown;
      }
      await this.read();
    }
  }

  heard(json: unknown): void {
    let news;
    try {
      news = notification(json);
    } catch {
      return; // It is in the list all the same, which is read at the next connect.
    }
    if (news !== null) {
      const { items, hasMore } = this.shown.get();
      const others = items.filter((item) => !same(news.item)(item));
      const all = [...others, news.item].sort((a, b) => b.at - a.at);
      this.shown.set({ items: all, unseen: news.unseen, hasMore });
    }
  }

  async seen(what: { ids: readonly string[] } | { chatId: string; seq: number } | { all: true }): Promise<void> {
    const body = "chatId" in what ? { chat_id: what.chatId, seq: what.seq } : what;
    await this.rest.call("POST", `${PATH}/seen`, { body, repeatable: true });
    await this.read();
  }

  /** Somebody looked at this chat: what is told of it is not new any more. */
  saw(chatId: string, seq: number): void {
    if (this.#tellsOf(chatId)) {
      this.#saw.set(chatId, Math.max(seq, this.#saw.get(chatId) ?? 0));
      this.#telling.soon();
    }
  }

  /** The same, on another device, which tells the server. */
  sawElsewhere(chatId: string): void {
    if (this.#tellsOf(chatId)) {
      this.#reading.soon();
    }
  }

  end(): void {
    this.#timers.end();
  }

  #tellsOf(chatId: string): boolean {
    return this.shown.get().items.some((item) => item.chatId === chatId && !item.seen);
  }

  async #tell(): Promise<void> {
    for (const [chatId, seq] of [...this.#saw]) {
      this.#saw.delete(chatId);
      await this.seen({ chatId, seq });
    }
  }
}

/** Of the messages of a chat there is one alert at a time, with a new id for each message. */
function same(item: Alert): (other: Alert) => boolean {
  return (other) =>
    other.id === item.id ||
    (item.kind === "messages" && other.kind === "messages" && other.chatId !== null && other.chatId === item.chatId);
}
