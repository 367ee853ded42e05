import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BrowserStorage, defaultStorage, MemoryStorage, type SentinelStorage } from "./storage";

const SESSION = { userId: "u", username: "ana", refreshToken: "r" };

beforeEach(() => {
  const values = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
});
afterEach(() => void vi.unstubAllGlobals());

const storages: [string, () => SentinelStorage][] = [
  ["a browser's", () => new BrowserStorage()],
  ["memory", () => new MemoryStorage()],
];

describe.each(storages)("storage: %s", (_, make) => {
  it("keeps values by table, for each person, until it is told to forget", async () => {
    const storage = make();
    const [hers, his] = [await storage.open("ana"), await storage.open("ben")];
    await hers.put("outbox", "1", { text: "a" });
    await hers.put("chats", "1", { text: "b" });
    await his.put("outbox", "1", { text: "c" });
    expect(await hers.all("outbox")).toEqual([{ text: "a" }]);
    expect(await hers.get("chats", "1")).toEqual({ text: "b" });
    expect(await hers.get("chats", "2")).toBeUndefined();
    await hers.remove("chats", "1");
    expect(await hers.all("chats")).toEqual([]);
    await hers.clear();
    expect(await hers.all("outbox")).toEqual([]);
    expect(await his.all("outbox")).toEqual([{ text: "c" }]);
    hers.close();
    his.close();
  });

  it("has the same for who opens it later, files included", async () => {
    const storage = make();
    const before = await storage.open("cem");
    await before.put("files", "1", new Blob(["bytes"], { type: "text/plain" }));
    before.close();
    const after = await storage.open("cem");
    expect(await after.get("files", "1")).toBeDefined();
    after.close();
  });

  it("forgets who left, at once or when it is next used", async () => {
    const storage = make();
    for (const next of [() => storage.sweep(), () => Promise.resolve()]) {
      const before = await storage.open("dora");
      await before.put("outbox", "1", "a");
      storage.leave("dora");
      before.close();
      await next();
      const after = await storage.open("dora");
      expect(await after.all("outbox")).toEqual([]);
      await after.put("outbox", "1", "b");
      await storage.sweep();
      expect(await after.all("outbox"), "she is back").toEqual(["b"]);
      after.close();
    }
  });

  it("knows at once who is signed in", () => {
    const storage = make();
    expect(storage.readSession()).toBeNull();
    storage.writeSession(SESSION);
    expect(storage.readSession()).toEqual(SESSION);
    storage.writeSession(null);
    expect(storage.readSession()).toBeNull();
  });
});

describe("a browser that keeps nothing", () => {
  it("has a storage as long as the page lives", async () => {
    vi.stubGlobal("localStorage", {
      getItem: () => {
        throw new Error("denied");
      },
      setItem: () => {
        throw new Error("denied");
      },
    });
    vi.stubGlobal("indexedDB", undefined);
    const storage = new BrowserStorage();
    storage.writeSession(SESSION);
    expect(storage.readSession()).toEqual(SESSION);
    const store = await storage.open("u");
    await store.put("outbox", "1", "a");
    expect(await (await storage.open("u")).get("outbox", "1")).toBe("a");
  });

  it("has one also where to look for it is denied", () => {
    Object.defineProperty(globalThis, "localStorage", {
      configurable: true,
      get: () => {
        throw new DOMException("denied", "SecurityError");
      },
    });
    expect(defaultStorage().readSession()).toBeNull();
  });

  it("does not go back to an old session where a newer one cannot be written", () => {
    let kept: string | null = JSON.stringify({ ...SESSION, refreshToken: "old" });
    vi.stubGlobal("localStorage", {
      getItem: () => kept,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      removeItem: () => void (kept = null),
    });
    const storage = new BrowserStorage();
    expect(storage.readSession()?.refreshToken).toBe("old");
    storage.writeSession(SESSION);
    expect(storage.readSession()).toEqual(SESSION);
    storage.writeSession(null);
    expect(storage.readSession()).toBeNull();
  });

  it("does not wait for ever for a database that neither opens nor fails", async () => {
    vi.useFakeTimers();
    try {
      vi.stubGlobal("indexedDB", { open: () => new IDBOpenDBRequest() });
      const opening = new BrowserStorage().open("u");
      await vi.advanceTimersByTimeAsync(6_000);
      const store = await opening;
      await store.put("outbox", "1", "a");
      expect(await store.all("outbox")).toEqual(["a"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
