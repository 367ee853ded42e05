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

/** The items of an outbox, in memory and in the store, of each chat in the order in which they were written. Other tabs are told of each change. */
export class OutboxItems {
  readonly #items = new Map<string, OutboxItem>();
  readonly #byChat = new Map<string, string[]>();
  /** Of items whose id says a wrong time, ids that would stand where they stand. */
  readonly #places = new Map<string, string>();

  constructor(
    private readonly userId: string,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly owner: ItemsOwner,
  ) {}

  async load(): Promise<void> {
    const stored = (await this.store.all("outbox")) as OutboxItem[];
    const replaced = new Set(stored.map((item) => item.was));
    for (const item of stored) {
      if (replaced.has(item.messageId)) {
        await this.store.remove("outbox", item.messageId).catch(() => undefined);
      } else if (!this.#items.has(item.messageId)) {
        this.#hold(item);
      }
    }
  }

  get(messageId: string): OutboxItem | undefined {
    return this.#items.get(messageId);
  }

  all(): OutboxItem[] {
    return [...this.#items.values()];
  }

  /** In the order in which they were written. */
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
      this.#tell(item.messageId);
    } else {
      await this.store.remove("outbox", item.messageId).catch(() => undefined);
    }
  }

  async drop(item: OutboxItem, discarded: boolean): Promise<void> {
    this.#forget(item, discarded);
    await this.store.remove("outbox", item.messageId).catch(() => undefined);
    await this.store.remove("files", item.messageId).catch(() => undefined);
    if (item.was !== undefined) {
      await this.store.remove("outbox", item.was).catch(() => undefined);
    }
    this.#tell(item.messageId);
  }

  /** Where it stands now, it stays: before those that are written later, whose ids are lower. */
  keepPlace(item: OutboxItem, newId: () => string): void {
    if (item.place === undefined && !this.#places.has(item.messageId)) {
      this.#places.set(item.messageId, newId());
      this.#hold(item);
    }
  }

  /** From now on it has this id, which every tab gives it. Stored before the old one goes; of both that are left the old one is nothing. */
  async rename(item: OutboxItem, messageId: string): Promise<void> {
    const renamed = { ...item, messageId, tried: false, was: item.messageId, place: this.#place(item.messageId) };
    this.#forget(item, false);
    if (this.#items.has(messageId)) {
      return; // Another tab was faster.
    }
    this.#hold(renamed);
    try {
      await this.store.put("outbox", messageId, renamed);
    } catch {
      return; // The old one is still stored, and becomes the same one after a reload.
    }
    await this.store.remove("outbox", item.messageId).catch(() => undefined);
    this.#tell(messageId);
    this.#tell(item.messageId);
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

  #tell(messageId: string): void {
    this.tabs.tell({ kind: "outbox", userId: this.userId, messageId });
  }

  #hold(item: OutboxItem): void {
    this.#items.set(item.messageId, item);
    const ids = this.#byChat.get(item.chatId) ?? [];
    const others = ids.filter((id) => id !== item.messageId);
    this.#byChat.set(
      item.chatId,
      [...others, item.messageId].sort((a, b) => (this.#place(a) < this.#place(b) ? -1 : 1)),
    );
    this.owner.changed(item.chatId);
  }

  #place(messageId: string): string {
    return this.#items.get(messageId)?.place ?? this.#places.get(messageId) ?? messageId;
  }

  #forget(item: OutboxItem, discarded: boolean): void {
    this.#items.delete(item.messageId);
    this.#places.delete(item.messageId);
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
