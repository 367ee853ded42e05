import type { OutboxItem } from "./outboxitem";
import type { Store } from "./storage";
import type { Tabs } from "./tabs";
import { failed } from "./wire/problem";

/** Who is told what becomes of items. */
export interface ItemsOwner {
  /** The items of this chat are others now. */
  changed(chatId: string): void;
  /** The item is no more. `discarded`: nobody sent it, and nobody will; otherwise it was sent, or another tab knows what became of it. */
  gone(messageId: string, discarded: boolean): void;
}

/** The items of an outbox, in memory and in the store, of each chat in the order of ids. Other tabs are told of each change. */
export class OutboxItems {
  readonly #items = new Map<string, OutboxItem>();
  readonly #byChat = new Map<string, string[]>();

  constructor(
    private readonly userId: string,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly owner: ItemsOwner,
  ) {}

  async load(): Promise<void> {
    const stored = (await this.store.all("outbox")) as OutboxItem[];
    stored.filter((item) => !this.#items.has(item.messageId)).forEach((item) => this.#hold(item));
  }

  get(messageId: string): OutboxItem | undefined {
    return this.#items.get(messageId);
  }

  all(): OutboxItem[] {
    return [...this.#items.values()];
  }

  /** Ascending by id. */
  of(chatId: string): readonly OutboxItem[] {
    return (this.#byChat.get(chatId) ?? []).flatMap((id) => this.#items.get(id) ?? []);
  }

  chats(): string[] {
    return [...this.#byChat.keys()];
  }

  /** Resolves when it is stored. @throws SentinelError `storage` for a new one that could not be */
  async put(item: OutboxItem): Promise<void> {
    const before = this.#items.get(item.messageId);
    try {
      await this.store.put("outbox", item.messageId, item);
    } catch (e) {
      if (before === undefined) {
        throw failed("storage", `This device does not keep it: ${e instanceof Error ? e.message : String(e)}`);
      }
    }
    // What was confirmed meanwhile stays gone.
    if (before === undefined || this.#items.has(item.messageId)) {
      this.#hold(item);
      this.#tell(item);
    } else {
      await this.store.remove("outbox", item.messageId).catch(() => undefined);
    }
  }

  async drop(item: OutboxItem, discarded: boolean): Promise<void> {
    this.#forget(item, discarded);
    await this.store.remove("outbox", item.messageId).catch(() => undefined);
    await this.store.remove("files", item.messageId).catch(() => undefined);
    this.#tell(item);
  }

  /** Another tab changed this item. Returns what it was or is. */
  async reread(messageId: string): Promise<OutboxItem | undefined> {
    const stored = (await this.store.get("outbox", messageId)) as OutboxItem | undefined;
    const item = this.#items.get(messageId);
    if (stored !== undefined) {
      this.#hold(stored);
    } else if (item !== undefined) {
      this.#forget(item, false);
    }
    return stored ?? item;
  }

  #tell(item: OutboxItem): void {
    this.tabs.tell({ kind: "outbox", userId: this.userId, messageId: item.messageId });
  }

  #hold(item: OutboxItem): void {
    this.#items.set(item.messageId, item);
    const ids = this.#byChat.get(item.chatId) ?? [];
    if (!ids.includes(item.messageId)) {
      this.#byChat.set(item.chatId, [...ids, item.messageId].sort());
    }
    this.owner.changed(item.chatId);
  }

  #forget(item: OutboxItem, discarded: boolean): void {
    this.#items.delete(item.messageId);
    this.owner.gone(item.messageId, discarded);
    const ids = (this.#byChat.get(item.chatId) ?? []).filter((id) => id !== item.messageId);
    if (ids.length > 0) {
      this.#byChat.set(item.chatId, ids);
    } else {
      this.#byChat.delete(item.chatId);
    }
    this.owner.changed(item.chatId);
  }
}
