import type { Chats } from "./chats";
import type { Outbox } from "./outbox";
import type { Rest } from "./rest";
import { Debounced, Timers } from "./timers";
import { passport } from "./wire/chats";
import { failure, failureOf } from "./wire/problem";

const LATE_MS = 15_000;

/**
 * Messages that were accepted, and of whose number nobody heard: the event was lost, or it lies in a part of the chat that was never
 * loaded. Each is asked for, so that none waits for ever.
 */
export class Leftovers {
  readonly #timers = new Timers();
  readonly #late = new Debounced(this.#timers, LATE_MS, () => void this.settle());

  constructor(
    private readonly rest: Rest,
    private readonly outbox: Outbox,
    private readonly chats: Chats,
  ) {}

  /** Something was accepted: its number should follow soon. */
  expect(): void {
    this.#late.soon();
  }

  async settle(): Promise<void> {
    for (const item of this.outbox.accepted()) {
      const path = `/users/chat/${encodeURIComponent(item.chatId)}/messages/${encodeURIComponent(item.messageId)}/delivery`;
      try {
        const { seq } = await this.rest.get(path, passport);
        const state = this.chats.state(item.chatId);
        if (seq !== null && (!state.follows || (state.log !== null && state.log.high >= seq))) {
          await this.outbox.confirmed(item.messageId);
        } else if (seq !== null) {
          state.headSeq = Math.max(state.headSeq, seq);
          this.chats.settle(state);
          this.#late.soon();
        }
      } catch (thrown) {
        if (failureOf(thrown).status === 404 && this.outbox.get(item.messageId)?.phase === "accepted") {
          // Accepted and not there yet, or refused while nobody listened: under the same id it is judged once more.
          await this.outbox.wasRefused(item.messageId, failure("not_yet", "Not numbered yet", { retryable: true }));
        }
      }
    }
  }

  end(): void {
    this.#timers.end();
  }
}
