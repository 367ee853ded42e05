import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Presence } from "./api";
import { Changes } from "./changes";
import { Chats } from "./chats";
import { Clock } from "./clock";
import { Incoming } from "./incoming";
import { Leftovers } from "./leftovers";
import { Outbox } from "./outbox";
import { OutgoingMarks } from "./outmarks";
import { PresenceWatch } from "./presence";
import { Rest } from "./rest";
import { MemoryStorage } from "./storage";
import { Tabs } from "./tabs";
import { ME, MESSAGES_BEGAN, Messages } from "./testmessages";
import { Cell } from "./watched";

interface Told {
  readonly destination: string;
  readonly chat_id: string;
  readonly seq: number;
}

/** A connection, and what went over it. */
function linked() {
  const link = { up: true, told: [] as Told[] };
  const send = (destination: string, body: unknown): boolean =>
    link.up && link.told.push({ destination, ...(body as { chat_id: string; seq: number }) }) > 0;
  return { link, send };
}

/** All that stands between what the server says and the marks of a person. */
async function hearing() {
  const { link, send } = linked();
  const clock = new Clock();
  const rest = new Rest("http://sentinel", new Messages().fetch as typeof fetch, null, new AbortController().signal, clock);
  const store = await new MemoryStorage().open(ME);
  const nothing = (): void => undefined;
  const owner = { me: ME, connected: () => link.up, send, numbered: nothing, sawElsewhere: nothing, met: nothing };
  const chats = new Chats(owner, rest, { waiting: () => [], muted: () => false, draft: () => "" }, store, nothing);
  const ways = { clock, send, changed: nothing, upload: nothing, gone: nothing };
  const outbox = new Outbox(ME, store, new Tabs(false, nothing), ways);
  const presence = new PresenceWatch(new Cell<ReadonlyMap<string, Presence>>(new Map()), send);
  const asides = { clock, catchUp: nothing, goingAway: nothing, revoked: nothing, mediaChanged: nothing };
  const hearers = { me: ME, chats, outbox, presence, changes: new Changes(send, () => clock.id()) };
  const incoming = new Incoming(hearers, new Leftovers(rest, outbox, chats), asides);
  return { link, chats, heard: (event: object) => incoming.heard(event) };
}

const moved = (event: string, more: object = {}): object => ({
  event,
  chat_id: "c",
  user_id: ME,
  seq: 5,
  at: "2026-11-21T07:00:00.000Z",
  ...more,
});

beforeEach(() => void vi.useFakeTimers({ now: MESSAGES_BEGAN }));
afterEach(() => void vi.useRealTimers());

describe("marks of many chats", () => {
  const CHATS = Array.from({ length: 400 }, (_, index) => `c${index}`);

  it("are told in portions, so that they do not cost the connection", async () => {
    const { link, send } = linked();
    const marks = new OutgoingMarks(send);
    link.up = false;
    CHATS.forEach((chatId) => marks.delivered(chatId, 5));
    CHATS.forEach((chatId) => marks.seen(chatId, 4));
    link.up = true;
    marks.reconnected();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(link.told.length).toBeGreaterThan(20);
    expect(link.told.length).toBeLessThan(150);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.told).toHaveLength(800);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are all told in the end when the connection goes in between", async () => {
    const { link, send } = linked();
    const marks = new OutgoingMarks(send);
    CHATS.forEach((chatId) => marks.delivered(chatId, 5));
    await vi.advanceTimersByTimeAsync(900);
    link.up = false;
    await vi.advanceTimersByTimeAsync(5_000);
    const lost = link.told.splice(0).length;
    expect(lost).toBeLessThan(400);
    link.up = true;
    marks.reconnected();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(link.told.map(({ chat_id }) => chat_id).sort()).toEqual([...CHATS].sort());
  });
});

describe("a mark", () => {
  it.each(["message_delivered", "message_seen"])("that the server has, by %s, is not told again", async (event) => {
    const { link, chats, heard } = await hearing();
    chats.marks.delivered("c", 5);
    chats.marks.delivered("d", 5);
    heard(moved(event, { user_id: "other" }));
    heard(moved(event, { seq: 4 }));
    chats.marks.reconnected();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(link.told.map(({ chat_id }) => chat_id)).toEqual(["c", "d", "c", "d"]);
    heard(moved(event));
    chats.marks.reconnected();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(link.told.slice(4).map(({ chat_id }) => chat_id)).toEqual(["d"]);
  });

  it("of what was seen is told again though it is known as delivered", async () => {
    const { link, chats, heard } = await hearing();
    chats.marks.seen("c", 5);
    heard(moved("message_delivered"));
    await vi.advanceTimersByTimeAsync(5_000);
    chats.marks.reconnected();
    expect(link.told.map(({ destination }) => destination)).toEqual(["/app/message_seen", "/app/message_seen"]);
  });

  it("is told once a second in a busy chat, also where the server confirms each", async () => {
    const { link, chats, heard } = await hearing();
    for (let seq = 1; seq <= 40; seq++) {
      chats.marks.delivered("c", seq);
      heard(moved("message_delivered", { seq: link.told.at(-1)?.seq }));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(link.told.length).toBeLessThan(6);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(link.told.at(-1)?.seq).toBe(40);
  });

  const error = (more: object = {}): object => ({
    event: "error",
    request_id: null,
    message_id: null,
    code: "not_yet",
    detail: "",
    retryable: true,
    retry_after_ms: 3_000,
    errors: [],
    server_time: new Date().toISOString(),
    ...more,
  });

  it("that the server could not take is told again, as late as it says, until it has it", async () => {
    const { link, chats, heard } = await hearing();
    chats.marks.seen("c", 5);
    chats.marks.delivered("d", 5);
    chats.marks.delivered("e", 5);
    heard(moved("message_delivered", { chat_id: "e" }));
    await vi.advanceTimersByTimeAsync(2_000);
    heard(error());
    heard(error({ code: "store_unavailable" }));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(link.told).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(200);
    expect(link.told.slice(3).map(({ chat_id }) => chat_id)).toEqual(["c", "d"]);
    heard(error({ retry_after_ms: 1_000 }));
    heard(moved("message_seen"));
    heard(moved("message_delivered", { chat_id: "d" }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.told).toHaveLength(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([{ message_id: "m" }, { request_id: "r" }, { retryable: false }])("is not told again for %o", async (more) => {
    const { link, chats, heard } = await hearing();
    chats.marks.seen("c", 5);
    heard(error(more));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.told).toHaveLength(1);
  });

  it("is told ever more seldom while the server cannot take it", async () => {
    const { link, chats, heard } = await hearing();
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    chats.marks.seen("c", 5);
    for (let seconds = 0; seconds < 120; seconds++) {
      heard(error({ retry_after_ms: null }));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    vi.restoreAllMocks();
    expect(link.told.length).toBeGreaterThan(4);
    expect(link.told.length).toBeLessThan(12);
  });
});
