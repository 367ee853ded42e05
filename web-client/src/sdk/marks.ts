import type { DeliveryState } from "./api";
import type { Receipt } from "./wire/chats";

/**
 * How far the others in a chat have come, of each the highest that was ever heard: marks come late, repeated and in any order. In a
 * private chat there is one other; in a group the first of them counts.
 */
export class Marks {
  readonly #delivered = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  #mostDelivered = 0;
  #mostSeen = 0;

  constructor(private readonly me: string) {}

  get delivered(): number {
    return this.#mostDelivered;
  }

  get seen(): number {
    return this.#mostSeen;
  }

  /** @returns whether this changes what is shown */
  merge(receipt: Receipt): boolean {
    if (receipt.userId === this.me) {
      return false;
    }
    const before = this.#mostDelivered + this.#mostSeen;
    const seen = Math.max(receipt.seen, this.#seen.get(receipt.userId) ?? 0);
    const delivered = Math.max(receipt.delivered, seen, this.#delivered.get(receipt.userId) ?? 0);
    this.#seen.set(receipt.userId, seen);
    this.#delivered.set(receipt.userId, delivered);
    this.#mostSeen = Math.max(this.#mostSeen, seen);
    this.#mostDelivered = Math.max(this.#mostDelivered, delivered);
    return this.#mostDelivered + this.#mostSeen > before;
  }

  /** Of a message of one's own with this number. */
  stateOf(seq: number, seenAt: number | null): DeliveryState {
    if (seenAt !== null || seq <= this.#mostSeen) {
      return "seen";
    }
    return seq <= this.#mostDelivered ? "delivered" : "sent";
  }

  all(): Receipt[] {
    return [...this.#delivered].map(([userId, delivered]) => ({ userId, delivered, seen: this.#seen.get(userId) ?? 0 }));
  }
}
