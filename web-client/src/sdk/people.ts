import type { Person } from "./api";
import type { Rest } from "./rest";
import type { Store } from "./storage";
import { Debounced, Timers } from "./timers";
import type { Cell } from "./watched";
import { people } from "./wire/people";

const AT_ONCE = 100;

/** Names by id. Those that a store has are shown at once, and asked for once more in the life of a page. */
export class People {
  readonly #timers = new Timers();
  readonly #asked = new Set<string>();
  readonly #wanted = new Set<string>();
  readonly #asking: Debounced;

  constructor(
    private readonly known: Cell<ReadonlyMap<string, Person>>,
    private readonly rest: Rest,
    private readonly store: Store,
  ) {
    this.#asking = new Debounced(this.#timers, 20, () => void this.#ask());
  }

  async load(): Promise<void> {
    const stored = (await this.store.all("people")) as Person[];
    this.known.set(new Map([...stored.map((person) => [person.userId, person] as const), ...this.known.get()]));
  }

  need(userIds: readonly string[]): void {
    for (const userId of userIds) {
      if (!this.#asked.has(userId)) {
        this.#wanted.add(userId);
        this.#asking.soon();
      }
    }
  }

  /** Names that an answer told by the way. */
  learn(persons: readonly Person[]): void {
    const before = this.known.get();
    const fresh = persons.filter(
      (person) => before.get(person.userId)?.username !== person.username || !before.has(person.userId),
    );
    if (fresh.length > 0) {
      this.known.set(new Map([...before, ...fresh.map((person) => [person.userId, person] as const)]));
      for (const person of fresh) {
        this.store.put("people", person.userId, person).catch(() => undefined);
      }
    }
  }

  end(): void {
    this.#timers.end();
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0) {
      const ids = [...this.#wanted].slice(0, AT_ONCE);
      ids.forEach((id) => this.#wanted.delete(id));
      ids.forEach((id) => this.#asked.add(id));
      try {
        const query = ids.map((id) => `user_id=${encodeURIComponent(id)}`).join("&");
        const found = await this.rest.get(`/users/show?${query}`, people);
        const names = new Map(found.map((person) => [person.userId, person]));
        this.learn(ids.map((userId) => names.get(userId) ?? { userId, username: null }));
      } catch {
        ids.forEach((id) => this.#asked.delete(id));
        this.#timers.after(5_000, () => this.need(ids));
        return;
      }
    }
  }
}
