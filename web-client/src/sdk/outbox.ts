import type { Failure } from "./api";
import type { Clock } from "./clock";
import type { OutboxItem } from "./outboxitem";
import { OutboxItems, type ItemsOwner } from "./outboxitems";
import type { Store } from "./storage";
import type { Tabs } from "./tabs";
import { backoff, Timers } from "./timers";
import { explained } from "./wire/explained";

/** How an outbox reaches the world. */
export interface OutboxWays extends ItemsOwner {
  readonly clock: Clock;
  /** False: there is no connection. */
  send(destination: string, body: unknown): boolean;
  /** An item is to be uploaded. */
  upload(item: OutboxItem): void;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * What was written and is not yet an entry. It is stored before it is shown, and sent one by one for each chat, in the order in which
 * it was written: the next when the one before was accepted or refused. So whatever is sent again (after a reconnect, a reload, by
 * another tab at the same time) is sent in the same order under the same ids, and the server takes each once. Only what was written
 * with a wrong clock, and was never taken, gets another id.
 */
export class Outbox {
  readonly #items: OutboxItems;
  readonly #sending = new Map<string, { messageId: string; failures: number; cancel: () => void }>();
  readonly #timers = new Timers();
  #leading = false;
  #connected = false;

  constructor(
    userId: string,
    private readonly store: Store,
    tabs: Tabs,
    private readonly ways: OutboxWays,
  ) {
    this.#items = new OutboxItems(userId, store, tabs, ways);
  }

  /** Reads what the last page left behind. */
  async load(): Promise<void> {
    await this.#items.load();
    const items = this.#items.all();
    items.filter((item) => item.phase === "uploading").forEach((item) => this.ways.upload(item));
  }

  /** In the order in which they were written. */
  of(chatId: string): readonly OutboxItem[] {
    return this.#items.of(chatId);
  }

  get(messageId: string): OutboxItem | null {
    return this.#items.get(messageId) ?? null;
  }

  /** What the server has, and nobody has seen with a number. */
  accepted(): readonly OutboxItem[] {
    return this.#items.all().filter((item) => item.phase === "accepted");
  }

  /** Resolves when it is stored. */
  async add(item: OutboxItem): Promise<void> {
    await this.#items.put(item);
    if (item.phase === "uploading") {
      this.ways.upload(item);
    }
    this.#next(item.chatId);
  }

  /** Only one tab needs to send; that two do is harmless. */
  lead(leading: boolean): void {
    this.#leading = leading;
    this.#begin();
  }

  connected(now: boolean): void {
    this.#connected = now;
    this.#begin();
  }

  /** The time is another than was thought: ids may be wrong. */
  clockCorrected(): void {
    this.#items.chats().forEach((chatId) => this.#next(chatId));
  }

  /** The log has it. */
  async wasAccepted(messageId: string): Promise<void> {
    const item = this.#items.get(messageId);
    if (item !== undefined) {
      this.#answered(item);
      if (item.phase !== "accepted") {
        await this.#items.put({ ...item, phase: "accepted", failure: null });
      }
      this.#next(item.chatId);
    }
  }

  /** The server did not take it; when that may pass it is sent again by itself. */
  async wasRefused(messageId: string, why: Failure): Promise<void> {
    const item = this.#items.get(messageId);
    if (item === undefined) {
      return;
    }
    const sending = this.#sending.get(item.chatId);
    if (why.retryable) {
      if (sending?.messageId === messageId) {
        this.#again(item.chatId, Math.max(why.retryAfterMs ?? 0, backoff(sending.failures, 500, 15_000, 100)));
      } else if (item.phase === "accepted") {
        await this.#items.put({ ...item, phase: "waiting" });
        this.#timers.after(why.retryAfterMs ?? 1_000, () => this.#next(item.chatId));
      }
      return;
    }
    this.#answered(item);
    const earlier = why.code === "clock_skew" && item.phase === "waiting" ? this.ways.clock.earlier(messageId) : null;
    if (earlier !== null) {
      this.#items.keepPlace(item, () => this.ways.clock.id());
      await this.#items.rename(item, earlier);
      this.#next(item.chatId);
      return;
    }
    await this.#items.put({ ...item, phase: "failed", failure: explained(why) });
    this.#next(item.chatId);
  }

  /** It is an entry with a number, and is shown as that. */
  async confirmed(messageId: string): Promise<void> {
    const item = this.#items.get(messageId);
    if (item !== undefined) {
      this.#answered(item);
      await this.#items.drop(item, false);
      this.#next(item.chatId);
    }
  }

  /** The file is on the server: the message can follow. */
  async uploaded(messageId: string, mediaId: string, type: "image" | "file"): Promise<void> {
    const item = this.#items.get(messageId);
    if (item?.phase === "uploading") {
      await this.#items.put({ ...item, phase: "waiting", mediaId, type });
      await this.store.remove("files", messageId).catch(() => undefined);
      this.#next(item.chatId);
    }
  }

  async retry(messageId: string): Promise<void> {
    const item = this.#items.get(messageId);
    if (item?.phase !== "failed") {
      return;
    }
    const uploading = item.file !== null && item.mediaId === null;
    const again: OutboxItem = { ...item, phase: uploading ? "uploading" : "waiting", failure: null };
    await this.#items.put(again);
    if (uploading) {
      this.ways.upload(again);
    }
    this.#next(item.chatId);
  }

  /** What may have been sent stays: nobody could take it back. */
  async discard(messageId: string): Promise<void> {
    const item = this.#items.get(messageId);
    if (item !== undefined && (item.phase === "failed" || (item.phase !== "accepted" && !item.tried))) {
      await this.#items.drop(item, true);
      this.#next(item.chatId);
    }
  }

  /** Another tab changed this item. */
  async reread(messageId: string): Promise<void> {
    const item = await this.#items.reread(messageId);
    if (item !== undefined) {
      if (this.#items.get(messageId) === undefined) {
        this.#answered(item);
      }
      this.#next(item.chatId);
    }
  }

  end(): void {
    this.#timers.end();
    this.#connected = false;
    this.#sending.clear();
  }

  #begin(): void {
    for (const { cancel } of this.#sending.values()) {
      cancel();
    }
    this.#sending.clear();
    for (const chatId of this.#items.chats()) {
      this.#next(chatId);
    }
  }

  /** Sends the oldest that waits in this chat, unless one is on its way. */
  #next(chatId: string): void {
    for (const item of this.of(chatId)) {
      const earlier = item.phase === "waiting" ? this.ways.clock.earlier(item.messageId) : null;
      if (earlier !== null) {
        this.#items.keepPlace(item, () => this.ways.clock.id());
        if (!item.tried && this.#sending.get(chatId)?.messageId !== item.messageId) {
          void this.#items.rename(item, earlier);
        }
      }
    }
    if (!this.#leading || !this.#connected || this.#sending.has(chatId)) {
      return;
    }
    const item = this.of(chatId).find((waiting) => waiting.phase === "waiting");
    if (item !== undefined) {
      this.#sending.set(chatId, { messageId: item.messageId, failures: 0, cancel: () => undefined });
      void this.#send(item);
    }
  }

  async #send(item: OutboxItem): Promise<void> {
    if (!item.tried) {
      await this.#items.put({ ...item, tried: true });
    }
    const sending = this.#sending.get(item.chatId);
    const now = this.#items.get(item.messageId);
    if (sending?.messageId !== item.messageId) {
      return;
    }
    if (now?.phase !== "waiting") {
      // It was taken back, or became something else, while it was being written.
      this.#answered(item);
      this.#next(item.chatId);
      return;
    }
    sending.cancel();
    const sent = this.ways.send("/app/send_message", {
      message_id: item.messageId,
      chat_id: item.chatId,
      type: item.type,
      content: item.content,
      media_id: item.mediaId,
      reply_to: item.replyTo,
      to: item.to,
    });
    if (sent) {
      // An answer can be lost without the connection.
      sending.cancel = this.#timers.after(ANSWER_WITHIN_MS, () => void this.#send(now));
    } else {
      this.#sending.delete(item.chatId);
    }
  }

  #again(chatId: string, ms: number): void {
    const sending = this.#sending.get(chatId);
    if (sending !== undefined) {
      sending.failures++;
      sending.cancel();
      sending.cancel = this.#timers.after(ms, () => {
        const item = this.#items.get(sending.messageId);
        if (item !== undefined) {
          void this.#send(item);
        }
      });
    }
  }

  #answered(item: OutboxItem): void {
    const sending = this.#sending.get(item.chatId);
    if (sending?.messageId === item.messageId) {
      sending.cancel();
      this.#sending.delete(item.chatId);
    }
  }
}
