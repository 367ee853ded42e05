/** What pages of one origin tell each other. */
export type TabMessage =
  | { readonly kind: "signed_in"; readonly userId: string }
  /** `asked`: by the person, so that nothing of his is to stay. */
  | { readonly kind: "signed_out"; readonly userId: string; readonly asked: boolean }
  | { readonly kind: "tokens"; readonly userId: string; readonly accessToken: string; readonly expiresAt: number }
  | { readonly kind: "draft"; readonly userId: string; readonly chatId: string; readonly text: string }
  | { readonly kind: "outbox"; readonly userId: string; readonly messageId: string }
  | { readonly kind: "muted"; readonly userId: string };

/** The other pages of this origin that use the same storage; none where storage is not shared, or the browser has no channel. */
export class Tabs {
  readonly #channel: BroadcastChannel | null;

  constructor(
    private readonly shared: boolean,
    heard: (message: TabMessage) => void,
  ) {
    this.#channel = shared && typeof BroadcastChannel !== "undefined" ? new BroadcastChannel("sentinel") : null;
    if (this.#channel !== null) {
      this.#channel.onmessage = (event: MessageEvent<TabMessage>) => heard(event.data);
      // Node's keeps the process alive otherwise.
      (this.#channel as { unref?: () => void }).unref?.();
    }
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  close(): void {
    this.#channel?.close();
  }

  /** Runs `action` while no other page runs one of this name. Where there are no locks (plain http), at once. */
  async alone<T>(name: string, action: () => Promise<T>): Promise<T> {
    const locks = this.#locks();
    if (locks === null) {
      return action();
    }
    let begun = false;
    try {
      return await locks.request(`sentinel.${name}`, () => {
        begun = true;
        return action();
      });
    } catch (thrown) {
      if (begun) {
        throw thrown;
      }
      return action(); // The browser has locks, and refuses them.
    }
  }

  /**
   * Calls `leading(true)` once no other page has this role, or at once with `take`, which ends it elsewhere. `leading(false)`: another
   * page took it. Where there are no locks, or they are refused, every page has every role. Returns how to give it up.
   */
  lead(name: string, take: boolean, leading: (now: boolean) => void): () => void {
    const locks = this.#locks();
    if (locks === null) {
      leading(true);
      return () => undefined;
    }
    let released = false;
    let release = (): void => undefined;
    const waiting = new AbortController();
    const ask = (steal: boolean): void => {
      let led = false;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const hold = async (): Promise<void> => {
        if (!released) {
          led = true;
          leading(true);
          await held;
        }
      };
      locks.request(`sentinel.${name}`, steal ? { steal: true } : { signal: waiting.signal }, hold).catch((thrown: unknown) => {
        if (released) {
          return;
        }
        if (led && thrown instanceof DOMException && thrown.name === "AbortError") {
          // Another page took it; when that one goes, it is this one's turn again.
          leading(false);
          ask(false);
        } else {
          leading(true);
        }
      });
    };
    ask(take);
    return () => {
      released = true;
      waiting.abort();
      release();
    };
  }

  #locks(): LockManager | null {
    return this.shared && typeof navigator !== "undefined" && "locks" in navigator ? (navigator.locks ?? null) : null;
  }
}
