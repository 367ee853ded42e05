import { v7 } from "uuid";

/** Below this the answer's way may be the reason, and ids may lie ahead by two minutes anyway. */
const TOLERATED_MS = 30_000;

/** The server takes ids up to 2 min ahead of its time, which may be {@link TOLERATED_MS} behind what is known of it. */
const MOST_AHEAD_MS = 90_000;

/** Further ahead than this an id was never taken, whatever the way of an answer did to what is known of the time. */
const NEVER_TAKEN_MS = 180_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The server's time as far as it is known, and ids of it: a device whose clock is wrong could send nothing otherwise. */
export class Clock {
  #ahead = 0;
  #last = 0;
  #seq = 0;
  #corrected: () => void = () => undefined;

  /** The server just said that it is so late; NaN: it did not. */
  learn(serverTime: number): void {
    const ahead = Date.now() - serverTime;
    if (!Number.isNaN(ahead)) {
      const before = this.#ahead;
      this.#ahead = Math.abs(ahead) > TOLERATED_MS ? ahead : 0;
      if (Math.abs(this.#ahead - before) > TOLERATED_MS) {
        this.#corrected();
      }
    }
  }

  /** Calls `action`, that of one at a time, whenever the time turns out to be another. */
  onCorrected(action: () => void): void {
    this.#corrected = action;
  }

  now(): number {
    return Date.now() - this.#ahead;
  }

  /** A new UUIDv7. Those of one Clock ascend in the order in which they were made, unless the time turns out to be much earlier. */
  id(): string {
    const now = this.now();
    if (now > this.#last || this.#last > now + MOST_AHEAD_MS) {
      this.#last = now;
      this.#seq = Math.floor(Math.random() * 0x7fffffff);
    } else {
      this.#seq++;
    }
    return v7({ msecs: this.#last, seq: this.#seq });
  }

  /**
   * For an id that lies so far ahead that the server cannot have taken it: the same, whole days earlier. Every tab comes to the same one,
   * also when each knows the time a little differently, so that two tabs do not make two messages of one. Null: it may stay.
   */
  earlier(id: string): string | null {
    const time = parseInt(id.replace("-", "").slice(0, 12), 16);
    const ahead = time - this.now();
    if (!(ahead > NEVER_TAKEN_MS)) {
      return null;
    }
    // Clocks are wrong by whole hours and days more than by others: the step from one day to the next is at 16:45 h, away from those.
    const days = Math.ceil((ahead + 7 * HOUR_MS + HOUR_MS / 4) / DAY_MS);
    const digits = (time - days * DAY_MS).toString(16).padStart(12, "0");
    return `${digits.slice(0, 8)}-${digits.slice(8)}${id.slice(13)}`;
  }
}
