import { Timers } from "./timers";

interface Marked {
  seen: number;
  delivered: number;
  toldSeen: number;
  toldDelivered: number;
  waits: boolean;
}

const EVERY_MS = 1_000;

/** Tells the server how far one has come: of each chat at most once a second, never backwards, and again after a reconnect. */
export class OutgoingMarks {
  readonly #timers = new Timers();
  readonly #marks = new Map<string, Marked>();

  constructor(private readonly send: (destination: string, body: unknown) => boolean) {}

  seen(chatId: string, seq: number): void {
    const mark = this.#of(chatId);
    mark.seen = Math.max(mark.seen, seq);
    this.#tell(chatId, mark);
  }

  delivered(chatId: string, seq: number): void {
    const mark = this.#of(chatId);
    mark.delivered = Math.max(mark.delivered, seq);
    this.#tell(chatId, mark);
  }

  /** The server has this mark: it need not be told again. */
  confirmed(chatId: string, seq: number): void {
    const mark = this.#marks.get(chatId);
    if (mark !== undefined && mark.seen <= seq && mark.delivered <= seq) {
      this.#marks.delete(chatId);
    }
  }

  /** What was told over the last connection may be lost. */
  reconnected(): void {
    for (const [chatId, mark] of this.#marks) {
      mark.toldSeen = 0;
      mark.toldDelivered = 0;
      this.#tell(chatId, mark);
    }
  }

  end(): void {
    this.#timers.end();
  }

  #of(chatId: string): Marked {
    const mark = this.#marks.get(chatId) ?? { seen: 0, delivered: 0, toldSeen: 0, toldDelivered: 0, waits: false };
    this.#marks.set(chatId, mark);
    return mark;
  }

  #tell(chatId: string, mark: Marked): void {
    if (mark.waits) {
      return;
    }
    let told = false;
    if (mark.seen > mark.toldSeen && this.send("/app/message_seen", { chat_id: chatId, seq: mark.seen })) {
      mark.toldSeen = mark.seen;
      // What was seen has come.
      mark.toldDelivered = Math.max(mark.toldDelivered, mark.seen);
      told = true;
    }
    if (mark.delivered > mark.toldDelivered && this.send("/app/message_delivered", { chat_id: chatId, seq: mark.delivered })) {
      mark.toldDelivered = mark.delivered;
      told = true;
    }
    if (told) {
      mark.waits = true;
      this.#timers.after(EVERY_MS, () => {
        mark.waits = false;
        this.#tell(chatId, mark);
      });
    }
  }
}
