import { backoff, Timers } from "./timers";

/** Up to where one has come in a chat, of what the server has not confirmed (0: nothing), and what of it was told. */
interface Marked {
  seen: number;
  delivered: number;
  toldSeen: number;
  toldDelivered: number;
  waits: boolean;
}

const EVERY_MS = 1_000;
/** So many frames at once, and not more until so much later: the server ends a connection of which 256 frames wait, which it may for 1 s. */
const PORTION = 20;
const PORTION_EVERY_MS = 200;

/**
 * Tells the server how far one has come: of each chat at most once a second, of many chats in portions, never backwards. What it does
 * not confirm is told again after a reconnect, and after it could not take something just now.
 */
export class OutgoingMarks {
  readonly #timers = new Timers();
  readonly #marks = new Map<string, Marked>();
  /** Chats whose marks are to be told, in this order. */
  readonly #queue = new Set<string>();
  #left = PORTION;
  #failures = 0;
  #again: (() => void) | null = null;

  constructor(private readonly send: (destination: string, body: unknown) => boolean) {}

  seen(chatId: string, seq: number): void {
    const mark = this.#of(chatId);
    mark.seen = Math.max(mark.seen, seq);
    this.#tell(chatId);
  }

  delivered(chatId: string, seq: number): void {
    const mark = this.#of(chatId);
    mark.delivered = Math.max(mark.delivered, seq);
    this.#tell(chatId);
  }

  /** The server has this as seen, and so as delivered: it need not be told again. */
  confirmed(chatId: string, seq: number): void {
    const mark = this.#marks.get(chatId);
    if (mark !== undefined) {
      mark.seen = mark.seen > seq ? mark.seen : 0;
      this.arrived(chatId, seq);
    }
  }

  /** The server has this as delivered. */
  arrived(chatId: string, seq: number): void {
    const mark = this.#marks.get(chatId);
    if (mark !== undefined) {
      mark.delivered = mark.delivered > seq ? mark.delivered : 0;
      this.#failures = 0;
      this.#tidy(chatId, mark);
    }
  }

  /** What was told over the last connection may be lost. */
  reconnected(): void {
    this.#failures = 0;
    this.#tellAll();
  }

  /** The server could not take something just now, and did not say what: a mark may have been it. */
  refused(retryAfterMs: number): void {
    this.#again ??= this.#timers.after(Math.max(retryAfterMs, backoff(this.#failures++, 1_000, 30_000, 500)), () => {
      this.#again = null;
      this.#tellAll();
    });
  }

  end(): void {
    this.#timers.end();
  }

  #of(chatId: string): Marked {
    const mark = this.#marks.get(chatId) ?? { seen: 0, delivered: 0, toldSeen: 0, toldDelivered: 0, waits: false };
    this.#marks.set(chatId, mark);
    return mark;
  }

  #tidy(chatId: string, mark: Marked): void {
    if (!mark.waits && mark.seen === 0 && mark.delivered === 0) {
      this.#marks.delete(chatId);
    }
  }

  #tellAll(): void {
    for (const [chatId, mark] of this.#marks) {
      mark.toldSeen = 0;
      mark.toldDelivered = 0;
      this.#queue.add(chatId);
    }
    this.#flow();
  }

  #tell(chatId: string): void {
    this.#queue.add(chatId);
    this.#flow();
  }

  #flow(): void {
    for (const chatId of this.#queue) {
      if (this.#left <= 0) {
        return;
      }
      this.#queue.delete(chatId);
      const mark = this.#marks.get(chatId);
      if (mark !== undefined && !mark.waits) {
        this.#sent(chatId, mark, this.#send(mark, chatId));
      }
    }
  }

  /** @returns how many frames went out. Without a connection none does, and all do after the next connect. */
  #send(mark: Marked, chatId: string): number {
    let frames = 0;
    if (mark.seen > mark.toldSeen && this.send("/app/message_seen", { chat_id: chatId, seq: mark.seen })) {
      mark.toldSeen = mark.seen;
      // What was seen has come.
      mark.toldDelivered = Math.max(mark.toldDelivered, mark.seen);
      frames++;
    }
    if (mark.delivered > mark.toldDelivered && this.send("/app/message_delivered", { chat_id: chatId, seq: mark.delivered })) {
      mark.toldDelivered = mark.delivered;
      frames++;
    }
    return frames;
  }

  #sent(chatId: string, mark: Marked, frames: number): void {
    if (frames === 0) {
      return;
    }
    mark.waits = true;
    this.#timers.after(EVERY_MS, () => {
      mark.waits = false;
      this.#tell(chatId);
      this.#tidy(chatId, mark);
    });
    if (this.#left === PORTION) {
      this.#timers.after(PORTION_EVERY_MS, () => {
        this.#left = PORTION;
        this.#flow();
      });
    }
    this.#left -= frames;
  }
}
