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
