import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";
import { Outbox } from "./outbox";
import { checkText, type OutboxItem } from "./outboxitem";
import { MemoryStorage, type Store } from "./storage";
import { Tabs } from "./tabs";
import { waitingEntry } from "./waiting";
import { failure } from "./wire/problem";

const clock = new Clock();
const tabs = new Tabs(false, () => undefined);
const UNKNOWN = failure("outcome_unknown", "Send it again", { retryable: true, retryAfterMs: 1_000 });

function item(content: string, more: Partial<OutboxItem> = {}): OutboxItem {
  const nothing = { replyTo: null, to: null, mediaId: null, failure: null, file: null };
  const id = clock.id();
  return { messageId: id, chatId: "c", phase: "waiting", tried: false, type: "text", content, at: 1, ...nothing, ...more };
}

/** A server that takes each id once, and answers as `answers` says: as a server does, late, badly or not at all. */
class Edge {
  readonly log: string[] = [];
  readonly sent: string[] = [];
  readonly outboxes: Outbox[] = [];
  connected = true;
  answers: (id: string, taken: () => void) => "accepted" | "unknown" | "nothing" = (_, taken) => {
    taken();
    return "accepted";
  };

  outbox(store: Store): Outbox {
    const outbox: Outbox = new Outbox("me", store, tabs, {
      clock,
      send: (_, body) => this.#heard(outbox, body as { message_id: string; content: string }),
      changed: () => undefined,
      upload: () => undefined,
      gone: () => undefined,
    });
    this.outboxes.push(outbox);
    return outbox;
  }

  #heard(outbox: Outbox, body: { message_id: string; content: string }): boolean {
    if (!this.connected) {
      return false;
    }
    const { message_id: id, content } = body;
    this.sent.push(content);
    const answer = this.answers(id, () => {
      if (!this.log.includes(content)) {
        this.log.push(content);
      }
    });
    if (answer === "accepted") {
      setTimeout(() => void outbox.wasAccepted(id), 5);
      setTimeout(() => this.outboxes.forEach((one) => void one.confirmed(id)), 10);
    } else if (answer === "unknown") {
      setTimeout(() => void outbox.wasRefused(id, UNKNOWN), 5);
    }
    return true;
  }
}

async function begun(edge: Edge, store: Store): Promise<Outbox> {
  const outbox = edge.outbox(store);
  await outbox.load();
  outbox.lead(true);
  outbox.connected(true);
  return outbox;
}

/** One that has nothing yet, with a store and a server of its own. */
async function fresh() {
  const store = await new MemoryStorage().open("me");
  const edge = new Edge();
  return { store, edge, outbox: await begun(edge, store) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

describe("an outbox", () => {
  it("keeps what it shows, sends it in order, and lets it go once it has a number", async () => {
    const { store, edge, outbox } = await fresh();
    const items = ["a", "b", "c"].map((text) => item(text));
    for (const one of items) {
      await outbox.add(one);
    }
    expect(await store.all("outbox")).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(6);
    expect(edge.log).toEqual(["a", "b"]);
    expect(outbox.of("c").map((one) => one.phase)).toEqual(["accepted", "waiting", "waiting"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(edge.log).toEqual(["a", "b", "c"]);
    expect(outbox.of("c")).toEqual([]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "keeps the order, and sends each once, through whatever happens (%i)",
    async (seed) => {
      let state = seed + 7;
      const roll = (sides: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return Math.floor((state / 0x80000000) * sides);
      };
      const store = await new MemoryStorage().open("me");
      const edge = new Edge();
      edge.answers = (_, taken) => {
        const luck = roll(6);
        if (luck > 1) {
          taken();
        }
        return luck > 3 ? "accepted" : luck % 2 === 0 ? "unknown" : "nothing";
      };
      let outbox = await begun(edge, store);
      const second = await begun(edge, store); // Another tab that thinks it is its turn, too.
      const texts = Array.from({ length: 25 }, (_, index) => `text ${index}`);
      for (const text of texts) {
        const one = item(text);
        await outbox.add(one);
        await second.reread(one.messageId);
        await vi.advanceTimersByTimeAsync(roll(30));
        const luck = roll(12);
        if (luck === 0) {
          edge.connected = false;
          edge.outboxes.forEach((other) => other.connected(false));
        } else if (luck === 1) {
          edge.connected = true;
          edge.outboxes.forEach((other) => other.connected(true));
        } else if (luck === 2) {
          outbox.end(); // The page dies here, and is opened again.
          edge.outboxes.splice(edge.outboxes.indexOf(outbox), 1);
          outbox = await begun(edge, store);
        }
      }
      edge.connected = true;
      edge.outboxes.forEach((other) => other.connected(true));
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      expect(edge.log).toEqual(texts);
      expect(outbox.of("c")).toEqual([]);
      expect(await store.all("outbox")).toEqual([]);
      edge.outboxes.forEach((other) => other.end());
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("sends again what nobody answered, and after a retryable error as late as that says", async () => {
    const { edge, outbox } = await fresh();
    let tries = 0;
    edge.answers = (_, taken) => (++tries === 1 ? "nothing" : tries === 2 ? "unknown" : (taken(), "accepted"));
    await outbox.add(item("a"));
    await vi.advanceTimersByTimeAsync(9_900);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(tries).toBe(2);
    await vi.advanceTimersByTimeAsync(800);
    expect(tries).toBe(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(edge.log).toEqual(["a"]);
  });

  it("sends again at once after a reconnect, the oldest first", async () => {
    const { edge, outbox } = await fresh();
    edge.answers = () => "nothing";
    await outbox.add(item("a"));
    await outbox.add(item("b"));
    await vi.advanceTimersByTimeAsync(1);
    outbox.connected(false);
    outbox.connected(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(edge.sent).toEqual(["a", "a"]);
  });

  it("shows why something failed, goes on with the next, and sends it again under the same id", async () => {
    const { edge, outbox } = await fresh();
    edge.answers = () => "nothing";
    const [first, second] = [item("a"), item("b")];
    await outbox.add(first);
    await outbox.add(second);
    await outbox.wasRefused(first.messageId, failure("clock_skew", "ahead"));
    expect(waitingEntry(outbox.of("c")[0] ?? first, "me", null)).toMatchObject({
      state: "failed",
      failure: { code: "clock_skew", detail: expect.stringContaining("clock of this device") as string },
    });
    await vi.advanceTimersByTimeAsync(1);
    expect(edge.sent).toEqual(["a", "b"]);
    await outbox.wasRefused(second.messageId, failure("chat_not_found", "gone"));
    await outbox.retry(first.messageId);
    await vi.advanceTimersByTimeAsync(1);
    expect(edge.sent).toEqual(["a", "b", "a"]);
    expect(outbox.get(first.messageId)).toMatchObject({ phase: "waiting", failure: null });
  });

  it("takes back what waits or failed, not what may have been sent", async () => {
    const { store, edge, outbox } = await fresh();
    edge.answers = () => "nothing";
    const [first, second] = [item("a"), item("b")];
    await outbox.add(first);
    await outbox.add(second);
    await vi.advanceTimersByTimeAsync(1);
    await outbox.discard(first.messageId);
    await outbox.discard(second.messageId);
    expect(outbox.of("c").map((one) => one.content)).toEqual(["a"]);
    expect(await store.all("outbox")).toHaveLength(1);
  });

  it("lets texts pass a file that is still being uploaded", async () => {
    const { edge, outbox } = await fresh();
    const file = { name: "f", size: 1, contentType: "text/plain", uploadId: "u" };
    const upload = item("file", { phase: "uploading", type: "file", file });
    await outbox.add(upload);
    await outbox.add(item("text"));
    await vi.advanceTimersByTimeAsync(100);
    expect(edge.log).toEqual(["text"]);
    await outbox.uploaded(upload.messageId, "media", "file");
    await vi.advanceTimersByTimeAsync(100);
    expect(edge.log).toEqual(["text", "file"]);
  });

  it("stays without what was confirmed while it was being written", async () => {
    const store = await new MemoryStorage().open("me");
    const slow: Store = {
      ...store,
      put: async (...value) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        await store.put(...value);
      },
    };
    const edge = new Edge();
    edge.answers = () => "nothing";
    const outbox = await begun(edge, slow);
    const one = item("a");
    const added = outbox.add(one);
    await vi.advanceTimersByTimeAsync(120);
    await added;
    void outbox.wasAccepted(one.messageId);
    await outbox.confirmed(one.messageId);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outbox.of("c")).toEqual([]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("goes on after one that was taken back while it was being written", async () => {
    const store = await new MemoryStorage().open("me");
    let write = (): void => undefined;
    const slow: Store = {
      ...store,
      put: async (table, key, value) => {
        if ((value as OutboxItem).tried && (value as OutboxItem).content === "a") {
          await new Promise<void>((resolve) => (write = resolve));
        }
        await store.put(table, key, value);
      },
    };
    const edge = new Edge();
    const outbox = await begun(edge, slow);
    const [first, second] = [item("a"), item("b")];
    await outbox.add(first);
    await outbox.discard(first.messageId);
    await outbox.add(second);
    write();
    await vi.advanceTimersByTimeAsync(100);
    expect(edge.sent).toEqual(["b"]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("does not show what could not be stored", async () => {
    const store = await new MemoryStorage().open("me");
    const full: Store = { ...store, put: () => Promise.reject(new Error("full")) };
    const outbox = await begun(new Edge(), full);
    await expect(outbox.add(item("a"))).rejects.toMatchObject({ failure: { code: "storage" } });
    expect(outbox.of("c")).toEqual([]);
  });
});

describe("a text", () => {
  it.each([
    ["", "validation_failed"],
    [" \n", "validation_failed"],
    ["x".repeat(16 * 1024 + 1), "message_too_large"],
    ["ä".repeat(8 * 1024 + 1), "message_too_large"],
    ["\u0001".repeat(16 * 1024), "message_too_large"], // It would be a frame that costs the connection.
  ])("that the server would refuse is refused here (%#)", (text, code) => {
    expect(() => checkText(text)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code }) as unknown }) as Error,
    );
  });

  it("may be as long as the server takes", () => {
    expect(() => checkText("x".repeat(16 * 1024))).not.toThrow();
  });
});
