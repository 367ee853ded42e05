import type { Presence } from "./api";
import { Timers } from "./timers";
import type { Cell } from "./watched";

const MOST = 200;
/** The server takes five in 10 s. */
const EVERY_MS = 2_100;

/** Who of those that the page shows is here. The server tells after each connect anew, so it is asked after each. */
export class PresenceWatch {
  readonly #timers = new Timers();
  #watched: readonly string[] = [];
  #changed = false;
  #waits = false;

  constructor(
    private readonly shown: Cell<ReadonlyMap<string, Presence>>,
    private readonly send: (destination: string, body: unknown) => boolean,
  ) {}

  watch(userIds: readonly string[]): void {
    const wanted = [...new Set(userIds)].slice(0, MOST);
    if (wanted.length === this.#watched.length && wanted.every((id) => this.#watched.includes(id))) {
      return;
    }
    this.#watched = wanted;
    this.#changed = true;
    this.shown.set(new Map([...this.shown.get()].filter(([id]) => wanted.includes(id))));
    this.#tell();
  }

  reconnected(): void {
    this.#changed = this.#watched.length > 0;
    this.#tell();
  }

  /** Nothing is known of anybody any more. */
  disconnected(): void {
    this.shown.set(new Map());
  }

  /** Each says all that is so, a `thinned` one too: it takes the place of what was known. */
  heard(userId: string, presence: Presence): void {
    if (this.#watched.includes(userId)) {
      this.shown.set(new Map([...this.shown.get(), [userId, presence]]));
    }
  }

  /** The server wants to be asked less often. */
  refused(ms: number): void {
    this.#timers.after(ms, () => this.reconnected());
  }

  end(): void {
    this.#timers.end();
  }

  #tell(): void {
    if (!this.#changed || this.#waits) {
      return;
    }
    if (this.send("/app/watch_presence", { user_ids: this.#watched })) {
      this.#changed = false;
      this.#waits = true;
      this.#timers.after(EVERY_MS, () => {
        this.#waits = false;
        this.#tell();
      });
    }
  }
}
