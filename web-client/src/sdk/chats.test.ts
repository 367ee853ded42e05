import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatLog } from "./chatlog";
import { Chats } from "./chats";
import { Clock } from "./clock";
import { Rest } from "./rest";
import { begun, heard, ME, Messages, MESSAGES_BEGAN } from "./testmessages";

beforeEach(() => void vi.useFakeTimers({ now: MESSAGES_BEGAN }));
afterEach(() => void vi.useRealTimers());

describe("after a connect", () => {
  it("the list is read to the first chat of which nothing is new, and what is open before it is synced", async () => {
    const server = new Messages();
    ["a", "b", "c", "d", "e", "f"].forEach((chatId) => server.say(chatId, "hello"));
    const { chats } = await begun(server);
    await chats.catchUp();
    expect(server.asked).toEqual(["list 0"]);
    await chats.loadMore();
    await chats.loadMore();
    expect(chats.list.get().chats.map((chat) => chat.chatId)).toEqual(["f", "e", "d", "c", "b", "a"]);
    expect(chats.list.get().hasMore).toBe(false);
    const open = chats.state("c");
    open.active = true;
    open.log = new ChatLog([], 0, 1, false, false);

    server.say("c", "two", "three", "four", "five", "six");
    server.say("d", "two");
    server.say("a", "two");
    server.asked.length = 0;
    const running = chats.catchUp();
    await vi.advanceTimersByTimeAsync(10_000);
    await running;
    expect(server.asked.filter((call) => call.startsWith("list"))).toEqual(["list 0", "list 2"]);
    // Answers are cut; e and b were not listed, so they may be gone.
    expect(server.asked.filter((call) => call.startsWith("sync"))).toEqual(["sync c>1", "sync e>1 c>4 b>1"]);
    expect(open.entries().map((entry) => entry.content)).toEqual(["two", "three", "four", "five", "six"]);
    expect(
      chats.list
        .get()
        .chats.map((chat) => chat.chatId)
        .slice(0, 3),
    ).toEqual(["a", "d", "c"]);
    expect(chats.state("d").through).toBe(2);
  });

  it("a chat that the list does not have any more is asked for", async () => {
    const server = new Messages();
    ["a", "b"].forEach((chatId) => server.say(chatId, "hello"));
    const { chats } = await begun(server);
    await chats.catchUp();
    server.chats.delete("a");
    await chats.catchUp();
    expect(server.asked.at(-1)).toBe("sync a>1");
    expect(chats.list.get().chats.map((chat) => [chat.chatId, chat.member])).toEqual([
      ["b", true],
      ["a", false],
    ]);
  });
});

describe("a gap", () => {
  it("is synced until the store has what was seen", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats, sent } = await begun(server);
    await chats.catchUp();
    server.say("a", "two", "three");
    const chat = server.chats.get("a");
    if (chat !== undefined) {
      chat.behind = 2;
    }
    heard(chats, server.event("a", 3));
    expect(chats.state("a").through).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(server.asked.filter((call) => call.startsWith("sync"))).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(chats.state("a")).toMatchObject({ through: 3, unread: 3 });
    expect(server.asked.filter((call) => call.startsWith("sync")).length).toBeGreaterThan(2);
    expect(vi.getTimerCount()).toBe(0);
    expect(sent.every(({ destination }) => destination === "/app/message_delivered")).toBe(true);
  });

  it("is asked for ever less often while the store does not get on, whatever comes meanwhile", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats } = await begun(server);
    await chats.catchUp();
    server.say("a", ...Array.from({ length: 300 }, (_, index) => `text ${index}`));
    const chat = server.chats.get("a");
    if (chat !== undefined) {
      chat.behind = 100_000;
    }
    server.asked.length = 0;
    for (let seq = 3; seq < 203; seq++) {
      heard(chats, server.event("a", seq));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(server.asked.length).toBeLessThan(60);
    server.asked.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked.length).toBeGreaterThan(5);
    expect(server.asked.length).toBeLessThan(80);
    chats.end();
  });

  it("waits for the connection", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats, link } = await begun(server);
    await chats.catchUp();
    link.up = false;
    server.say("a", "two", "three");
    heard(chats, server.event("a", 3));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked).toEqual(["list 0"]);
  });
});

describe("a chat that is not known", () => {
  it("is looked for in the list when something comes from it", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats } = await begun(server);
    await chats.catchUp();
    server.say("new", "hello", "me: answered elsewhere");
    heard(chats, server.event("new", 2));
    expect(chats.list.get().chats).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(chats.list.get().chats[0]).toMatchObject({
      chatId: "new",
      otherUserId: "other",
      last: { content: "me: answered elsewhere" },
    });
  });
});

describe("a chat that was made", () => {
  it("is there with its first entry", async () => {
    const { chats } = await begun(new Messages());
    const open = chats.state("g"); // Looked at before it is stored.
    open.active = true;
    open.log = new ChatLog([], 0, 0, false, false);
    const facts = { chat_id: "g", kind: "group", title: "Tea", member_count: 2, member_ids: [], last_message: null };
    const nothing = { seen_at: null, reply_to: null, to: null, media_id: null, edited_at: null, deleted_at: null, reactions: [] };
    const change = { user_id: null, role: null, title: "Tea", new_members_see: "from_joining", member_count: 2 };
    const ids = { message_id: "m", chat_id: "g", sender_id: "other", type: "system", content: "chat_created", seq: 1 };
    const message = { ...ids, timestamp: "2026-11-21T07:00:00.000Z", ...nothing, change };
    heard(chats, {
      event: "chat_created",
      request_id: null,
      chat: { ...facts, last_seq: 1, seen_seq: 0, unread_count: 0 },
      message,
    });
    expect(chats.list.get().chats[0]).toMatchObject({
      title: "Tea",
      unread: 0,
      last: { type: "system", content: "chat_created", seq: 1 },
    });
    expect(open.entries().map((entry) => entry.seq)).toEqual([1]);
    heard(chats, {
      event: "chat_updated",
      message: { ...message, message_id: "n", seq: 2, change: { ...change, title: "Coffee" } },
    });
    expect(chats.list.get().chats[0]?.title).toBe("Coffee");
  });
});

describe("one's own entries", () => {
  it("are confirmed when they are shown, not before", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats, numbered } = await begun(server);
    await chats.catchUp();
    server.say("a", "two", "me: three");
    heard(chats, server.event("a", 3));
    expect(numbered).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(numbered).toEqual(["a-3"]);
    heard(chats, server.event("a", 3));
    expect(numbered).toEqual(["a-3", "a-3"]);
  });
});

describe("marks of one's own", () => {
  it("are told once a second, never backwards, and again after a reconnect until the server has them", async () => {
    const server = new Messages();
    server.say("a", "one", "two", "three");
    const { chats, sent, link } = await begun(server);
    await chats.catchUp();
    await vi.advanceTimersByTimeAsync(2_000);
    sent.length = 0;
    chats.marks.seen("a", 1);
    chats.marks.seen("a", 2);
    chats.marks.seen("a", 3);
    chats.marks.seen("a", 2);
    expect(sent.map(({ body }) => body)).toEqual([{ chat_id: "a", seq: 1 }]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.map(({ body }) => body)).toEqual([
      { chat_id: "a", seq: 1 },
      { chat_id: "a", seq: 3 },
    ]);
    link.up = false;
    await vi.advanceTimersByTimeAsync(5_000);
    link.up = true;
    chats.marks.reconnected();
    expect(sent).toHaveLength(3);
    heard(chats, { event: "message_seen", chat_id: "a", user_id: ME, seq: 3, at: "2026-11-21T07:00:00.000Z" });
    await vi.advanceTimersByTimeAsync(5_000);
    chats.marks.reconnected();
    expect(sent).toHaveLength(3);
    expect(chats.state("a")).toMatchObject({ seenSeq: 3, unread: 0 });
  });

  it("of another device are counted where they end in the middle", async () => {
    const server = new Messages();
    server.say("a", "one", "two", "three");
    const { chats } = await begun(server);
    await chats.catchUp();
    expect(chats.state("a").unread).toBe(3);
    heard(chats, { event: "message_seen", chat_id: "a", user_id: ME, seq: 1, at: "2026-11-21T07:00:00.000Z" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.asked.at(-1)).toBe("page a>1");
    expect(chats.state("a").unread).toBe(2);
  });
});

describe("typing", () => {
  it("shows for 6 s after the last time, and not when the message is there", async () => {
    const server = new Messages();
    server.say("a", "one");
    const { chats } = await begun(server);
    await chats.catchUp();
    const typing = { event: "typing", chat_id: "a", user_id: "other" };
    const shown = (): readonly string[] => chats.list.get().chats[0]?.typing ?? [];
    heard(chats, typing);
    await vi.advanceTimersByTimeAsync(5_000);
    heard(chats, typing);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toEqual(["other"]);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(shown()).toEqual([]);
    heard(chats, typing);
    heard(chats, { ...typing, user_id: ME });
    expect(shown()).toEqual(["other"]);
    server.say("a", "two");
    heard(chats, server.event("a", 2));
    expect(shown()).toEqual([]);
  });
});

describe("the cache", () => {
  it("has the newest chats with their newest entries for the next page", async () => {
    const server = new Messages();
    server.say("a", "one");
    server.say("b", "one");
    const { chats, store } = await begun(server);
    await chats.catchUp();
    const open = chats.state("a");
    open.active = true;
    open.log = new ChatLog([], 0, 0, false, false);
    chats.sync.soon();
    await vi.advanceTimersByTimeAsync(5_000);
    for (let seq = 2; seq <= 80; seq++) {
      server.say("a", `text ${seq}`);
      heard(chats, server.event("a", seq));
    }
    await vi.advanceTimersByTimeAsync(2_000);
    chats.end();
    const rest = new Rest(
      "http://nobody",
      () => Promise.reject(new Error("cut")),
      null,
      new AbortController().signal,
      new Clock(),
    );
    const owner = {
      me: ME,
      connected: () => false,
      send: () => false,
      numbered: () => undefined,
      sawElsewhere: () => undefined,
      met: () => undefined,
    };
    const later = new Chats(owner, rest, { waiting: () => [], muted: () => false, draft: () => "" }, store, () => undefined);
    await later.load();
    expect(later.list.get().state).toBe("cached");
    expect(later.list.get().chats.map((chat) => chat.last?.content)).toEqual(["text 80", "one"]);
    const entries = later.state("a").entries();
    expect([entries.length, entries[0]?.seq, entries.at(-1)?.seq]).toEqual([50, 31, 80]);
    expect(later.state("a").log).toMatchObject({ hasOlder: true, low: 31, high: 80 });
    later.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
