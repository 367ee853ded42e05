/** Who is signed in on this device, and the token by which he stays so. */
export interface StoredSession {
  readonly userId: string;
  readonly username: string;
  readonly refreshToken: string;
}

export type Table = "chats" | "outbox" | "files" | "drafts" | "people" | "settings";
export const TABLES: readonly Table[] = ["chats", "outbox", "files", "drafts", "people", "settings"];
/** What was not sent yet, and exists nowhere else. */
const UNSENT: readonly Table[] = ["outbox", "files"];
export const ALL_BUT_UNSENT: readonly Table[] = TABLES.filter((table) => !UNSENT.includes(table));

/** What one person keeps on this device. A promise that was kept means that the value outlives the process, if the store does. */
export interface Store {
  get(table: Table, key: string): Promise<unknown>;
  all(table: Table): Promise<unknown[]>;
  /** Any value that can be cloned; a Blob too. */
  put(table: Table, key: string, value: unknown): Promise<void>;
  remove(table: Table, key: string): Promise<void>;
  /** Forgets everything, or what is in these tables. */
  clear(tables?: readonly Table[]): Promise<void>;
  close(): void;
}

/** Where the library keeps things. The session is read at once, so that a page knows who is there before it draws. */
export interface SentinelStorage {
  /** Whether other pages of this origin use the same: then they are told of changes, and take turns. */
  readonly shared: boolean;
  readSession(): StoredSession | null;
  writeSession(session: StoredSession | null): void;
  /** What this person keeps here; nothing, where he has left. */
  open(userId: string): Promise<Store>;
  /** This person's things are to go. That is written down at once, and outlives the process. */
  leave(userId: string): void;
  /** Deletes the things of all who left and did not come back. */
  sweep(): Promise<void>;
}

/** Keeps things as long as the process lives. Two Sentinels, one after the other, may use the same. */
export class MemoryStorage implements SentinelStorage {
  readonly shared = false;
  readonly #stores = new Map<string, Map<string, unknown>>();
  readonly #left = new Set<string>();
  #session: StoredSession | null = null;

  readSession(): StoredSession | null {
    return this.#session;
  }

  writeSession(session: StoredSession | null): void {
    this.#session = session;
  }

  leave(userId: string): void {
    this.#left.add(userId);
  }

  async sweep(): Promise<void> {
    this.#left.forEach((userId) => this.#stores.get(userId)?.clear());
    this.#left.clear();
  }

  open(userId: string): Promise<Store> {
    if (this.#left.delete(userId)) {
      this.#stores.get(userId)?.clear();
    }
    const values = this.#stores.get(userId) ?? new Map<string, unknown>();
    this.#stores.set(userId, values);
    return Promise.resolve({
      get: async (table, key) => values.get(`${table}/${key}`),
      all: async (table) => [...values].filter(([key]) => key.startsWith(`${table}/`)).map(([, value]) => value),
      put: async (table, key, value) => void values.set(`${table}/${key}`, value),
      remove: async (table, key) => void values.delete(`${table}/${key}`),
      clear: async (tables = TABLES) => {
        [...values.keys()]
          .filter((key) => tables.some((table) => key.startsWith(`${table}/`)))
          .forEach((key) => values.delete(key));
      },
      close: () => undefined,
    });
  }
}

const SESSION_KEY = "sentinel.session";
const LEFT_KEY = "sentinel.left";
/** Some browsers' databases neither open nor fail at times. */
const OPEN_WITHIN_MS = 5_000;

/** Reads what was written by another version, or by hand, as nothing. */
export function storedSession(json: string | null): StoredSession | null {
  try {
    const value = JSON.parse(json ?? "null") as Partial<StoredSession> | null;
    return typeof value?.userId === "string" && typeof value.username === "string" && typeof value.refreshToken === "string"
      ? { userId: value.userId, username: value.username, refreshToken: value.refreshToken }
      : null;
  } catch {
    return null;
  }
}

/**
 * The browser's own: the session in localStorage (it can be read at once), all else in IndexedDB. Where a browser refuses either (a
 * private window), that part lives as long as the page.
 */
export class BrowserStorage implements SentinelStorage {
  readonly shared = true;
  readonly #memory = new MemoryStorage();
  /** What was written last was not kept: what is there is old. */
  #refused = false;

  readSession(): StoredSession | null {
    if (this.#refused) {
      return this.#memory.readSession();
    }
    try {
      return storedSession(localStorage.getItem(SESSION_KEY));
    } catch {
      return this.#memory.readSession();
    }
  }

  writeSession(session: StoredSession | null): void {
    this.#memory.writeSession(session);
    try {
      if (session === null) {
        localStorage.removeItem(SESSION_KEY);
      } else {
        localStorage.setItem(SESSION_KEY, JSON.stringify(session));
      }
      this.#refused = false;
    } catch {
      // It lives as long as this page.
      this.#refused = true;
    }
  }

  async open(userId: string): Promise<Store> {
    try {
      const store = await within(OPEN_WITHIN_MS, openIndexedDb(`sentinel.${userId}`));
      if (this.#left().includes(userId)) {
        await store.clear();
        this.#writeLeft(this.#left().filter((left) => left !== userId));
      }
      return store;
    } catch {
      return this.#memory.open(userId);
    }
  }

  leave(userId: string): void {
    this.#memory.leave(userId);
    this.#writeLeft([...this.#left().filter((left) => left !== userId), userId]);
  }

  async sweep(): Promise<void> {
    await this.#memory.sweep();
    for (const userId of this.#left()) {
      (await this.open(userId)).close();
    }
  }

  #left(): string[] {
    try {
      const left = JSON.parse(localStorage.getItem(LEFT_KEY) ?? "[]") as unknown;
      return Array.isArray(left) ? left.filter((userId) => typeof userId === "string") : [];
    } catch {
      return [];
    }
  }

  #writeLeft(left: readonly string[]): void {
    try {
      if (left.length === 0) {
        localStorage.removeItem(LEFT_KEY);
      } else {
        localStorage.setItem(LEFT_KEY, JSON.stringify(left));
      }
    } catch {
      // Refused: what can be deleted now is.
    }
  }
}

/** A browser may close a database by itself, when it is short of room: then it is opened again. */
async function openIndexedDb(name: string): Promise<Store> {
  const { openDB } = await import("idb");
  const open = () =>
    openDB(name, 1, {
      upgrade(opened) {
        for (const table of TABLES) {
          if (!opened.objectStoreNames.contains(table)) {
            opened.createObjectStore(table);
          }
        }
      },
      blocking: (_version, _blocked, event) => (event.target as IDBDatabase).close(),
      terminated: () => {
        opening = null;
      },
    });
  let opening: ReturnType<typeof open> | null = open();
  await opening;
  const db = () => (opening ??= open());
  return {
    get: async (table, key) => (await db()).get(table, key),
    all: async (table) => (await db()).getAll(table),
    put: async (table, key, value) => void (await (await db()).put(table, value, key)),
    remove: async (table, key) => (await db()).delete(table, key),
    clear: async (tables = TABLES) => {
      const all = (await db()).transaction(tables as Table[], "readwrite");
      await Promise.all([...tables.map((table) => all.objectStore(table).clear()), all.done]);
    },
    close: () => void db().then((opened) => opened.close()),
  };
}

/** What opens later than that is closed. */
function within(ms: number, opening: Promise<Store>): Promise<Store> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("It does not open"));
      opening.then((store) => store.close()).catch(() => undefined);
    }, ms);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function defaultStorage(): SentinelStorage {
  try {
    return typeof indexedDB === "undefined" || typeof localStorage === "undefined" ? new MemoryStorage() : new BrowserStorage();
  } catch {
    return new MemoryStorage(); // Even to look at it can be denied.
  }
}

/** A store that is still being opened: what is asked of it waits for that. */
export function openLater(opening: Promise<Store>): Store {
  opening.catch(() => undefined);
  return {
    get: async (table, key) => (await opening).get(table, key),
    all: async (table) => (await opening).all(table),
    put: async (table, key, value) => (await opening).put(table, key, value),
    remove: async (table, key) => (await opening).remove(table, key),
    clear: async (tables) => (await opening).clear(tables),
    close: () => void opening.then((store) => store.close()).catch(() => undefined),
  };
}
