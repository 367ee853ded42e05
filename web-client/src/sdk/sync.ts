import type { ChatState } from "./chatstate";
import type { Rest } from "./rest";
import { backoff, Timers } from "./timers";
import { syncAnswer, type SyncedChat } from "./wire/chats";

const CHATS_AT_ONCE = 100;

/**
 * Brings chats up to what the server has, by `POST /sync`, as often as it takes: while an answer was cut, while the store lacks rows
 * that were delivered, and while it fails.
 */
export class Sync {
  readonly #timers = new Timers();
  readonly #asked = new Set<string>();
  #running: Promise<void> | null = null;
  #again = false;
  #failures = 0;
  /** Ends the wait for the next question; null: nothing waits. */
  #cancelLater: (() => void) | null = null;

  constructor(
    private readonly rest: Rest,
    private readonly chats: () => Iterable<ChatState>,
    /** Applies one event of a sync. */
    private readonly apply: (json: unknown) => void,
    /** What is asked while there is no connection is asked after the next one. */
    private readonly connected: () => boolean,
  ) {}

  /** Looks for gaps soon: with the question that waits, if there is one. */
  soon(): void {
    if (this.#cancelLater !== null) {
      return;
    }
    if (this.#running !== null) {
      this.#again = true;
    } else if (this.connected()) {
      this.run().catch(() => undefined);
    }
  }

  /** Asks for this chat even if nothing seems to be missing: it may be that one is not in it any more. */
  ask(chatId: string): void {
    this.#asked.add(chatId);
  }

  /** Resolves when every chat has what the server had when it was asked. Rejects when the server cannot be asked. */
  run(): Promise<void> {
    this.#cancelLater?.();
    this.#cancelLater = null;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.soon();
      }
    });
    return this.#running;
  }

  end(): void {
    this.#timers.end();
  }

  async #run(): Promise<void> {
    for (;;) {
      const wanted = this.#wanted();
      if (wanted.size === 0) {
        this.#failures = 0;
        return;
      }
      const from = new Map([...wanted.keys()].slice(0, CHATS_AT_ONCE).map((chat) => [chat, wanted.get(chat) ?? 0]));
      let behind: boolean;
      try {
        behind = await this.#once(from);
      } catch (thrown) {
        this.#later(backoff(this.#failures++, 500, 15_000, 200));
        throw thrown;
      }
      if (behind) {
        // Rows follow deliveries: there is nothing to do but to ask again.
        this.#later(backoff(this.#failures++, 200, 5_000, 50));
        return;
      }
    }
  }

  /** @returns whether the server itself lacks rows yet */
  async #once(from: Map<ChatState, number>): Promise<boolean> {
    const answer = await this.rest.call("POST", "/sync", {
      body: { chats: Object.fromEntries([...from].map(([chat, seq]) => [chat.chatId, seq])) },
      decode: syncAnswer,
      repeatable: true,
    });
    const byId = new Map(answer.chats.map((synced) => [synced.chatId, synced]));
    let moved = answer.left > 0;
    for (const [chat, seq] of from) {
      const synced = byId.get(chat.chatId);
      if (synced !== undefined) {
        moved = this.#take(chat, seq, synced) || moved;
      }
    }
    return !moved;
  }

  /** @returns whether this brought something, or all there is */
  #take(chat: ChatState, from: number, synced: SyncedChat): boolean {
    this.#asked.delete(chat.chatId);
    if (synced.code !== null) {
      chat.facts.member = false;
      chat.headSeq = chat.through;
      chat.changed();
      return true;
    }
    for (const event of synced.events) {
      this.apply(event);
    }
    chat.syncedThrough(from, synced.throughSeq);
    chat.headSeq = chat.facts.member ? Math.max(chat.headSeq, synced.headSeq ?? 0, synced.storedSeq) : chat.through;
    chat.changed();
    return synced.throughSeq > from || chat.syncFrom() === null;
  }

  #wanted(): Map<ChatState, number> {
    const wanted = new Map<ChatState, number>();
    for (const chat of this.chats()) {
      const from = chat.syncFrom() ?? (this.#asked.has(chat.chatId) ? chat.through : null);
      if (from !== null && chat.known) {
        wanted.set(chat, from);
      }
    }
    return wanted;
  }

  #later(ms: number): void {
    this.#cancelLater?.();
    this.#cancelLater = this.#timers.after(ms, () => {
      this.#cancelLater = null;
      this.soon();
    });
  }
}
