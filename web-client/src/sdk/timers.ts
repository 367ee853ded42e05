/** Timers that end together, so that nothing keeps a process alive, or wakes up, after its owner stopped. */
export class Timers {
  readonly #running = new Set<ReturnType<typeof setTimeout>>();
  #ended = false;

  /** Calls `action` once after `ms`. Returns how to prevent that. After {@link end} nothing is called any more. */
  after(ms: number, action: () => void): () => void {
    if (this.#ended) {
      return () => undefined;
    }
    const timer = setTimeout(
      () => {
        this.#running.delete(timer);
        action();
      },
      Math.min(ms, 2 ** 31 - 1),
    );
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#running) {
      clearTimeout(timer);
    }
    this.#running.clear();
  }
}

/** One action that is wanted sooner or later: `soon` asked for again while it waits changes nothing. */
export class Debounced {
  #cancel: (() => void) | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly ms: number,
    private readonly action: () => void,
  ) {}

  soon(): void {
    this.#cancel ??= this.timers.after(this.ms, () => {
      this.#cancel = null;
      this.action();
    });
  }

  /** Does now what waits. */
  flush(): void {
    if (this.#cancel !== null) {
      this.#cancel();
      this.#cancel = null;
      this.action();
    }
  }
}

/** A wait before another try: 0 to `first`, doubling with each failure up to `most` (full jitter), never below `atLeast`. In ms. */
export function backoff(failures: number, first: number, most: number, atLeast = 0): number {
  return Math.max(atLeast, Math.random() * Math.min(most, first * 2 ** Math.min(failures, 30)));
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", ended);
      resolve();
    }, ms);
    if (signal?.aborted === true) {
      ended();
    }
    signal?.addEventListener("abort", ended, { once: true });
  });
}
