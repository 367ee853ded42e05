import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Alerts as Shown, Person, Presence } from "./api";
import { Alerts } from "./alerts";
import { Changes } from "./changes";
import { Clock } from "./clock";
import { People } from "./people";
import { PresenceWatch } from "./presence";
import { Rest } from "./rest";
import { Settings } from "./settings";
import { MemoryStorage } from "./storage";
import { Tabs } from "./tabs";
import { Cell, Derived } from "./watched";
import { failure } from "./wire/problem";

const rest = (answer: (path: string, init: RequestInit) => unknown): Rest => {
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(String(input));
    return Response.json(answer(pathname + search, init) ?? {});
  };
  return new Rest("http://sentinel", fetch as typeof globalThis.fetch, null, new AbortController().signal, new Clock());
};

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("changes", () => {
  const make = () => {
    const sent: Record<string, unknown>[] = [];
    const link = { up: true };
    const clock = new Clock();
    const send = (_: string, body: unknown): boolean => link.up && sent.push(body as Record<string, unknown>) > 0;
    return { sent, link, changes: new Changes(send, () => clock.id()) };
  };
  const settled = async (promise: Promise<void>): Promise<unknown> =>
    Promise.race([promise.then(() => "done", (thrown: unknown) => thrown), Promise.resolve("open").then(() => "open")]); // prettier-ignore

  it("are sent again under the same id, oldest first, until their number is heard", async () => {
    const { sent, link, changes } = make();
    link.up = false;
    const first = changes.make("/app/react", { target_message_id: "1", emoji: "👍" });
    const second = changes.make("/app/edit_message", { target_message_id: "2", content: "x" });
    expect(sent).toEqual([]);
    link.up = true;
    changes.reconnected();
    changes.reconnected();
    expect(sent.map((body) => body["emoji"] ?? body["content"])).toEqual(["👍", "x", "👍", "x"]);
    expect(sent[0]?.["message_id"]).toBe(sent[2]?.["message_id"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(6);
    changes.numbered(String(sent[0]?.["message_id"]));
    await first;
    changes.wasAccepted(String(sent[1]?.["message_id"]));
    expect(await settled(second)).toBe("open");
    await vi.advanceTimersByTimeAsync(5_000);
    await second;
    await vi.advanceTimersByTimeAsync(60_000);
    changes.reconnected();
    expect(sent).toHaveLength(6);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of one message wait for each other, whatever becomes of them", async () => {
    const { sent, changes } = make();
    const edit = (target: string, content: string): Promise<void> =>
      changes.make("/app/edit_message", { target_message_id: target, content });
    const [b, c, d] = [edit("t", "b"), edit("t", "c"), edit("t", "d")];
    void edit("other", "x");
    const said = (): unknown[] => sent.map((body) => body["content"]);
    const id = (content: string): string => String(sent.find((body) => body["content"] === content)?.["message_id"]);
    changes.wasRefused(id("b"), failure("too_many_requests", "", { retryable: true, retryAfterMs: 3_000 }));
    expect(said()).toEqual(["b", "x"]);
    changes.numbered(id("x"));
    await vi.advanceTimersByTimeAsync(3_100);
    changes.reconnected();
    expect(said()).toEqual(["b", "x", "b", "b"]);
    changes.wasAccepted(id("b"));
    expect(said()).toHaveLength(4);
    changes.numbered(id("b"));
    await b;
    expect(said().slice(4)).toEqual(["c"]);
    changes.wasRefused(id("c"), failure("too_late", "too_late"));
    await expect(c).rejects.toMatchObject({ failure: { code: "too_late" } });
    expect(said().slice(5)).toEqual(["d"]);
    changes.wasAccepted(id("d"));
    await vi.advanceTimersByTimeAsync(5_000);
    await d;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said()).toEqual(["b", "x", "b", "b", "c", "d"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("wait where the server is busy, and say why they are refused", async () => {
    const { sent, changes } = make();
    const late = changes.make("/app/edit_message", {});
    const id = String(sent[0]?.["message_id"]);
    changes.wasRefused(id, failure("too_many_requests", "", { retryable: true, retryAfterMs: 3_000 }));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toHaveLength(2);
    changes.wasAccepted(id);
    changes.wasRefused(id, failure("too_late", "too_late"));
    await expect(late).rejects.toMatchObject({
      failure: { code: "too_late", detail: expect.stringContaining("48 hours") as string },
    });
    const never = changes.make("/app/react", {});
    changes.end();
    await expect(never).rejects.toMatchObject({ failure: { code: "stopped" } });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("presence", () => {
  it("is asked for after each connect, for 200 at most, and seldom", async () => {
    const shown = new Cell<ReadonlyMap<string, Presence>>(new Map());
    const sent: string[][] = [];
    const link = { up: true };
    const watch = new PresenceWatch(shown, (_, body) => link.up && sent.push((body as { user_ids: string[] }).user_ids) > 0);
    watch.watch(Array.from({ length: 300 }, (_, index) => `u${index}`));
    expect(sent[0]).toHaveLength(200);
    for (let index = 0; index < 20; index++) {
      watch.watch([`v${index}`]);
    }
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_200);
    expect(sent.slice(1)).toEqual([["v19"]]);
    const here: Presence = { active: true, lastActiveAt: 1, status: null };
    watch.heard("v19", here);
    watch.heard("v1", here);
    expect([...shown.get().keys()]).toEqual(["v19"]);
    watch.disconnected();
    expect(shown.get().size).toBe(0);
    await vi.advanceTimersByTimeAsync(5_000);
    watch.reconnected();
    expect(sent.at(-1)).toEqual(["v19"]);
    watch.refused(5_000);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(sent).toHaveLength(4);
    watch.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("people", () => {
  it("are asked for together, once, and those who are gone have no name", async () => {
    const known = new Cell<ReadonlyMap<string, Person>>(new Map());
    const asked: string[] = [];
    const store = await new MemoryStorage().open("me");
    await store.put("people", "a", { userId: "a", username: "old name" });
    const people = new People(
      known,
      rest((path) => {
        asked.push(path);
        return { users: [{ user_id: "a", username: "ana" }], next_cursor: null };
      }),
      store,
    );
    await people.load();
    expect(known.get().get("a")?.username).toBe("old name");
    people.need(["a", "b"]);
    people.need(["b"]);
    await vi.advanceTimersByTimeAsync(100);
    people.need(["a"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual(["/users/show?user_id=a&user_id=b"]);
    expect([...known.get().values()].map((person) => person.username)).toEqual(["ana", null]);
    expect(await store.get("people", "a")).toMatchObject({ username: "ana" });
  });
});

describe("alerts", () => {
  const item = (id: string, more: object = {}) => ({
    id,
    kind: "messages",
    chat_id: "c",
    at: "2026-11-21T07:04:35.120Z",
    seen: false,
    messages: 1,
    ...more,
  });

  it("of one chat take each other's place, and those that cannot be read change nothing", () => {
    const shown = new Cell<Shown>({ items: [], unseen: 0, hasMore: false });
    const alerts = new Alerts(
      shown,
      rest(() => ({})),
    );
    const tell = (one: object, unseen: number): void => alerts.heard({ event: "notification", unseen, item: one });
    tell(item("c.1"), 1);
    tell(item("c.2", { messages: 2 }), 1);
    tell(item("w", { kind: "welcome", chat_id: null }), 2);
    tell({ nonsense: true }, 5);
    alerts.heard({ event: "weather" });
    alerts.heard(null);
    expect(
      shown
        .get()
        .items.map((one) => one.id)
        .sort(),
    ).toEqual(["c.2", "w"]);
    expect(shown.get().unseen).toBe(2);
  });

  it("are told as seen with the chat, once for many entries, and only where there are some", async () => {
    const shown = new Cell<Shown>({ items: [], unseen: 0, hasMore: false });
    const bodies: unknown[] = [];
    const alerts = new Alerts(
      shown,
      rest((_, init) => {
        if (init.method === "POST") {
          bodies.push(JSON.parse(String(init.body)));
        }
        return { items: [item("c.2", { seen: true })], next_cursor: null, unseen: 0 };
      }),
    );
    alerts.saw("c", 5);
    alerts.heard({ event: "notification", unseen: 1, item: item("c.1") });
    alerts.saw("c", 7);
    alerts.saw("c", 6);
    alerts.saw("other", 6);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(bodies).toEqual([{ chat_id: "c", seq: 7 }]);
    expect(shown.get()).toMatchObject({ unseen: 0, items: [{ id: "c.2", seen: true }] });
    alerts.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("settings", () => {
  it("end a mute when its time is over, and store drafts a little later", async () => {
    const store = await new MemoryStorage().open("me");
    const until = new Date(Date.now() + 60_000).toISOString();
    const muted = { previews: true, quiet_hours: null, muted_chats: [{ chat_id: "a", until }, { chat_id: "b", until: null }] }; // prettier-ignore
    const changed: (string | null)[] = [];
    const settings = new Settings(
      "me",
      rest(() => muted),
      store,
      new Tabs(false, () => undefined),
      (chatId) => changed.push(chatId),
    );
    await settings.preferences();
    expect([settings.muted("a"), settings.muted("b"), settings.muted("c")]).toEqual([true, true, false]);
    changed.length = 0;
    await vi.advanceTimersByTimeAsync(60_100);
    expect([settings.muted("a"), settings.muted("b")]).toEqual([false, true]);
    expect(changed).toEqual([null]);
    settings.setDraft("a", "x");
    settings.setDraft("a", "xy");
    expect(settings.draft("a")).toBe("xy");
    expect(await store.all("drafts")).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(await store.all("drafts")).toEqual([{ chatId: "a", text: "xy" }]);
    settings.setDraft("a", "");
    settings.end();
    expect(await store.all("drafts")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("watched values", () => {
  it("are the same object until they change, and tell of many changes once", async () => {
    let source = 0;
    let made = 0;
    const derived = new Derived(() => ({ source, made: ++made }));
    const first = derived.get();
    expect(derived.get()).toBe(first);
    let told = 0;
    const unwatch = derived.watch(() => told++);
    for (source = 1; source < 100; source++) {
      derived.invalidate();
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toBe(1);
    expect(derived.get()).toEqual({ source: 100, made: 2 });
    unwatch();
    derived.invalidate();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toBe(1);
  });

  it("may be watched twice by one listener", () => {
    const cell = new Cell(0);
    let told = 0;
    const listener = (): number => told++;
    const [one] = [cell.watch(listener), cell.watch(listener)];
    cell.set(1);
    one();
    cell.set(1);
    cell.set(2);
    expect(told).toBe(3);
  });
});
