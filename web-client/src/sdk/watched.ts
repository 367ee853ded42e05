import type { Watched } from "./api";

/** A value that its owner sets. Listeners are called after the change, each once; one that throws does not keep the others from it. */
export class Cell<T> implements Watched<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) {
      return;
    }
    this.#value = value;
    callAll(this.#listeners);
  }

  watch(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
}

/** Calls each; what one of them throws is reported as an error nobody caught, after the others had their turn. */
export function callAll(listeners: Iterable<() => void>): void {
  for (const listener of [...listeners]) {
    try {
      listener();
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }
}

/** A value that follows from others: made when somebody looks, kept until {@link invalidate}. Listeners hear of many changes once. */
export class Derived<T> implements Watched<T> {
  readonly #listeners = new Set<() => void>();
  #value: T | null = null;
  #fresh = false;
  #telling = false;

  /** @param watchers is told how many there are, at each change of that */
  constructor(
    private readonly make: () => T,
    private readonly watchers: (count: number) => void = () => undefined,
  ) {}

  get(): T {
    if (!this.#fresh) {
      this.#value = this.make();
      this.#fresh = true;
    }
    return this.#value as T;
  }

  watch(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    this.watchers(this.#listeners.size);
    return () => {
      if (this.#listeners.delete(own)) {
        this.watchers(this.#listeners.size);
      }
    };
  }

  invalidate(): void {
    this.#fresh = false;
    if (!this.#telling && this.#listeners.size > 0) {
      this.#telling = true;
      queueMicrotask(() => {
        this.#telling = false;
        callAll(this.#listeners);
      });
    }
  }
}
