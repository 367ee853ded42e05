import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";
import { Outbox } from "./outbox";
import type { OutboxItem } from "./outboxitem";
import { MemoryStorage, type Store } from "./storage";
import { Tabs } from "./tabs";
import { failure } from "./wire/problem";

const HOUR = 3_600_000;
/** What the device takes for the time. The server's is an hour earlier. */
const BEGAN = 1_800_000_000_000;
const timeOf = (id: string): number => parseInt(id.replace("-", "").slice(0, 12), 16);
const serverTime = (): number => Date.now() - HOUR;

/** Takes each id once, and none that lies over two minutes ahead. */
class Server {
  readonly log = new Map<string, string>();
  readonly tabs: { clock: Clock; outbox: Outbox }[] = [];
  taking = true;

  /** A tab without locks or channels, as on plain http where they came at the same moment. */
  async tab(store: Store, clock = new Clock()) {
    const outbox: Outbox = new Outbox("me", store, new Tabs(false, () => undefined), {
      clock,
      send: (_, body) => this.#heard(outbox, body as { message_id: string; content: string }),
      changed: () => undefined,
      upload: () => undefined,
      gone: () => undefined,
    });
    clock.onCorrected(() => outbox.clockCorrected());
    await outbox.load();
    outbox.lead(true);
    this.tabs.push({ clock, outbox });
    return { clock, outbox };
  }

  #heard(outbox: Outbox, { message_id: id, content }: { message_id: string; content: string }): boolean {
    if (timeOf(id) > serverTime() + 120_000) {
      setTimeout(() => {
        this.tabs.find((tab) => tab.outbox === outbox)?.clock.learn(serverTime());
        void outbox.wasRefused(id, failure("clock_skew", "ahead"));
      }, 5);
    } else if (this.taking) {
      this.log.set(id, this.log.get(id) ?? content);
      setTimeout(() => void outbox.wasAccepted(id), 5);
      setTimeout(() => this.tabs.forEach((tab) => void tab.outbox.confirmed(id)), 10);
    }
    return true;
  }

  get texts(): string[] {
    return [...this.log.values()];
  }
}

function item(clock: Clock, content: string): OutboxItem {
  const nothing = { replyTo: null, to: null, mediaId: null, failure: null, file: null };
  const at = clock.now();
  return { messageId: clock.id(), chatId: "c", phase: "waiting", tried: false, type: "text", content, at, ...nothing };
}

beforeEach(() => void vi.useFakeTimers({ now: BEGAN }));
afterEach(() => void vi.useRealTimers());

describe("what was written while the clock was wrong", () => {
  it("is sent in its order, before what was written later, once the time is known", async () => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const { clock, outbox } = await server.tab(store);
    await outbox.add(item(clock, "long ago"));
    await vi.advanceTimersByTimeAsync(10 * HOUR);
    await outbox.add(item(clock, "a"));
    await outbox.add(item(clock, "b"));
    clock.learn(serverTime());
    await outbox.add(item(clock, "c"));
    outbox.connected(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.texts).toEqual(["long ago", "a", "b", "c"]);
    expect(outbox.of("c")).toEqual([]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("is sent also when the server was the first to say so", async () => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const { clock, outbox } = await server.tab(store);
    outbox.connected(true);
    await outbox.add(item(clock, "a"));
    await outbox.add(item(clock, "b"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.texts).toEqual(["a", "b"]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("is sent when it is tried again after it failed for that", async () => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const { clock, outbox } = await server.tab(store);
    const failed: OutboxItem = { ...item(clock, "a"), phase: "failed", tried: true, failure: failure("clock_skew", "ahead") };
    await outbox.add(failed);
    clock.learn(serverTime());
    outbox.connected(true);
    await outbox.retry(failed.messageId);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.texts).toEqual(["a"]);
  });

  it("keeps its id where the server may have taken it", async () => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const { clock, outbox } = await server.tab(store);
    const tried = { ...item(clock, "a"), tried: true };
    await outbox.add(tried);
    clock.learn(serverTime());
    expect(outbox.of("c").map((one) => one.messageId)).toEqual([tried.messageId]);
    const near = item(new Clock(), "b");
    vi.setSystemTime(BEGAN - 100_000);
    const second = await server.tab(store);
    await second.outbox.add(near);
    second.clock.learn(Date.now());
    expect(second.outbox.get(near.messageId)).not.toBeNull();
  });

  it.each([0, 700, 29_000])("is one message though two tabs know the time differently (by %i ms)", async (differently) => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const first = await server.tab(store);
    await first.outbox.add(item(first.clock, "a"));
    await first.outbox.add(item(first.clock, "b"));
    const second = await server.tab(store);
    first.clock.learn(serverTime());
    second.clock.learn(serverTime() - differently);
    first.outbox.connected(true);
    second.outbox.connected(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.texts).toEqual(["a", "b"]);
    expect(await store.all("outbox")).toEqual([]);
  });

  it("is one message though the page died between the new id and the old one's end", async () => {
    const server = new Server();
    const store = await new MemoryStorage().open("me");
    const dying: Store = { ...store, remove: () => new Promise(() => undefined) };
    const { clock, outbox } = await server.tab(dying);
    await outbox.add(item(clock, "a"));
    clock.learn(serverTime());
    await vi.advanceTimersByTimeAsync(1);
    outbox.end();
    expect(await store.all("outbox")).toHaveLength(2);
    vi.setSystemTime(BEGAN + 2 * HOUR); // The old id does not lie ahead any more.
    const later = await server.tab(store);
    later.clock.learn(serverTime());
    later.outbox.connected(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.texts).toEqual(["a"]);
    expect(await store.all("outbox")).toEqual([]);
  });
});
