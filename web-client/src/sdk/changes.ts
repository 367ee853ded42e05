import type { Failure } from "./api";
import { SentinelError } from "./api";
import { backoff, Timers } from "./timers";
import { explained } from "./wire/explained";
import { failed } from "./wire/problem";

interface Pending {
  readonly id: string;
  /** The message that is changed. */
  readonly target: unknown;
  readonly destination: string;
  readonly body: Record<string, unknown>;
  failures: number;
  accepted: boolean;
  cancel: () => void;
  resolve(): void;
  reject(reason: Error): void;
}

const ANSWER_WITHIN_MS = 10_000;
/** So long after it was accepted nobody has refused it. */
const REFUSED_WITHIN_MS = 5_000;

/**
 * Edits, deletions and reactions: sent under ids of their own, again under the same after a reconnect, until their number in the chat
 * is heard or they are refused; of each message one after the other, so that the last that somebody made is the last that counts. They
 * live as long as the page.
 */
export class Changes {
  readonly #pending = new Map<string, Pending>();
  readonly #timers = new Timers();

  constructor(
    private readonly send: (destination: string, body: unknown) => boolean,
    private readonly newId: () => string,
  ) {}

  /** Resolves when the change is in the chat. */
  make(destination: string, body: Record<string, unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.newId();
      const target = body["target_message_id"];
      const pending = { id, target, destination, body, failures: 0, accepted: false, cancel: () => undefined, resolve, reject };
      this.#pending.set(id, pending);
      this.#send(pending);
    });
  }

  /** After a connect: what has no number yet is sent again, oldest first, of each message the oldest. */
  reconnected(): void {
    for (const pending of this.#pending.values()) {
      this.#send(pending);
    }
  }

  wasAccepted(id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      pending.accepted = true;
      pending.cancel();
      pending.cancel = this.#timers.after(REFUSED_WITHIN_MS, () => this.numbered(id));
    }
  }

  wasRefused(id: string, why: Failure): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) {
      return;
    }
    pending.cancel();
    if (why.retryable) {
      const ms = Math.max(why.retryAfterMs ?? 0, backoff(pending.failures++, 500, 15_000, 100));
      pending.cancel = this.#timers.after(ms, () => this.#send(pending));
    } else {
      pending.reject(new SentinelError(explained(why)));
      this.#done(pending);
    }
  }

  /** It is an entry of the chat. */
  numbered(id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      pending.resolve();
      this.#done(pending);
    }
  }

  end(): void {
    this.#timers.end();
    for (const pending of this.#pending.values()) {
      pending.reject(failed("stopped", "The client was stopped before this was confirmed"));
    }
    this.#pending.clear();
  }

  #done(pending: Pending): void {
    pending.cancel();
    this.#pending.delete(pending.id);
    const next = this.#first(pending.target);
    if (next !== undefined) {
      this.#send(next);
    }
  }

  /** The oldest change of this message. */
  #first(target: unknown): Pending | undefined {
    return [...this.#pending.values()].find((pending) => pending.target === target);
  }

  #send(pending: Pending): void {
    if (this.#first(pending.target) !== pending) {
      return;
    }
    pending.cancel();
    if (this.send(pending.destination, { message_id: pending.id, ...pending.body })) {
      pending.cancel = this.#timers.after(ANSWER_WITHIN_MS, () => this.#send(pending));
    }
  }
}
