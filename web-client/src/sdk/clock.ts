import { v7 } from "uuid";

/** Below this the answer's way may be the reason, and ids may lie ahead by two minutes anyway. */
const TOLERATED_MS = 30_000;

/** The server takes ids up to 2 min ahead of its time, which may be {@link TOLERATED_MS} behind what is known of it. */
const MOST_AHEAD_MS = 90_000;

/** The server's time as far as it is known, and ids of it: a device whose clock is wrong could send nothing otherwise. */
export class Clock {
  #ahead = 0;
  #last = 0;
  #seq = 0;

  /** The server just said that it is so late; NaN: it did not. */
  learn(serverTime: number): void {
    const ahead = Date.now() - serverTime;
    if (!Number.isNaN(ahead)) {
      this.#ahead = Math.abs(ahead) > TOLERATED_MS ? ahead : 0;
    }
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
}
