import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat, Sentinel } from "./api";
import { MemoryStorage } from "./index";
import { OpenChat } from "./openchat";
import { sentinel, stopAll, tokens, type Answers } from "./testclient";
import { Messages } from "./testmessages";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(async () => {
  vi.useRealTimers();
  await stopAll();
});

interface Server {
  /** What is answered instead of pages. */
  now: Response | null;
  /** How many entries there are, instead of 1,000. */
  count?: number;
  /** What is answered to other calls. */
  beside?: Answers;
  /** Of these entries; those above are changes, of this one. */
  head?: number;
  changed?: number;
  /** The number of one that ana said. */
  mine?: number;
  /** Pages wait for this. */
  slow?: Promise<void>;
}

/** A chat of 1,000 entries, or as many as the server says. */
function begun(server: Server): Sentinel {
  const messages = new Messages();
  const count = server.count ?? 1_000;
  messages.say("c", ...Array.from({ length: count }, (_, index) => `text ${index + 1}`));
  const line = (seq: number): Record<string, unknown> => ({
    ...messages.message("c", seq),
    ...(seq === server.changed ? { content: "changed", edited_at: "2026-11-21T08:00:00.000Z" } : {}),
    ...(seq === server.mine ? { sender_id: "ana" } : {}),
  });
  const page = async (url: URL): Promise<Response> => {
    const number = (name: string): number | null => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : null);
    const after = number("cursor") ?? number("after_seq");
    const [before, around] = [number("before_seq"), number("around_seq")];
    const first = after !== null ? after + 1 : before !== null ? before - 50 : Math.max(1, (around ?? count - 24) - 25);
    const seqs = Array.from({ length: 50 }, (_, index) => first + index).filter((seq) => seq <= count);
    const head = server.head ?? count;
    await server.slow;
    const ended = after !== null && first + 49 >= count;
    const rest = { stored_seq: head, head_seq: head, next_cursor: ended ? null : String(first + 49) };
    return server.now?.clone() ?? Response.json({ messages: seqs.map(line), ...rest });
  };
  const list = (): Response => {
    const facts = { chat_id: "c", kind: "private", title: null, member_count: 2, member_ids: ["ana", "other"] };
    const marks = { last_seq: server.head ?? count, seen_seq: count, unread_count: 0 };
    return Response.json({ chats: [{ ...facts, last_message: line(count), ...marks }], next_cursor: null });
  };
  const storage = new MemoryStorage();
  storage.writeSession({ userId: "ana", username: "ana", refreshToken: "r" });
  const none = (): Response => new Response(null, { status: 404 });
  const beside = { "/users/chat/c/info": none, "/users/chat/c/receipts": none };
  const here = sentinel(storage, {
    "/token/refresh": tokens,
    "/users/chat/c": page,
    "/users/chat": list,
    ...beside,
    ...server.beside,
  });
  here.start();
  return here;
}

const opened = (server: Server): Chat => begun(server).chat("c");

const last = (chat: Chat): string | null | undefined => chat.view.get().entries.at(-1)?.content;

function leave(unwatch: () => void): void {
  unwatch();
  vi.setSystemTime(Date.now() + 2_000);
}

describe("who comes back to a chat", () => {
  it("sees its newest entries, where he was far in the past", async () => {
    const chat = opened({ now: null });
    const unwatch = chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
    await chat.jumpTo(100);
    expect(last(chat)).toBe("text 124");
    leave(unwatch);
    chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
  });

  it("sees its entries, where they could not be loaded before", async () => {
    const refusal: Server = { now: Response.json({ code: "internal", title: "No" }, { status: 418 }) };
    const chat = opened(refusal);
    const unwatch = chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(chat.view.get().failure).not.toBeNull());
    leave(unwatch);
    refusal.now = null;
    chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
    expect(chat.view.get().failure).toBeNull();
  });
});

describe("a view of the past", () => {
  it("has, after a connect, what was changed in it while nobody listened", async () => {
    const server: Server = { now: null };
    const here = begun(server);
    const chat = here.chat("c");
    chat.view.watch(() => undefined);
    await vi.waitFor(() => expect(last(chat)).toBe("text 1000"));
    await chat.jumpTo(800);
    await chat.loadOlder();
    const before = chat.view.get().entries;
    server.head = 1_001;
    server.changed = 740;
    await here.loadMoreChats(); // As after a connect: the list is read, then what is looked at.
    expect(chat).toBeInstanceOf(OpenChat);
    await (chat as OpenChat).refresh();
    const after = chat.view.get();
    expect(after.entries.find((entry) => entry.seq === 740)?.content).toBe("changed");
    expect(after.entries.map((entry) => entry.seq)).toEqual(before.map((entry) => entry.seq));
    expect(after).toMatchObject({ hasOlder: true, hasNewer: true, loading: null });
  });

  it("ends when one goes to the newest, also while an older page is loaded", async () => {
    const server: Server = { now: null };
    const chat = opened(server);
    await chat.toNewest();
    await chat.jumpTo(100);
    let answer = (): void => undefined;
    server.slow = new Promise((resolve) => (answer = resolve));
    const older = chat.loadOlder();
    const newest = chat.toNewest();
    answer();
    await Promise.all([older, newest]);
    expect(last(chat)).toBe("text 1000");
    expect(chat.view.get().hasNewer).toBe(false);
  });
});

describe("a long way", () => {
  const span = (chat: Chat): (number | null | undefined)[] => {
    const { entries } = chat.view.get();
    return [entries.length, entries[0]?.seq, entries.at(-1)?.seq];
  };

  it("keeps 1,000 entries, without a hole, and comes back to the newest", async () => {
    const chat = opened({ now: null, count: 1_300 });
    await chat.toNewest();
    for (let page = 0; page < 24; page++) {
      await chat.loadOlder();
    }
    expect(span(chat)).toEqual([1_000, 51, 1_050]);
    expect(chat.view.get()).toMatchObject({ hasOlder: true, hasNewer: true });
    while (chat.view.get().hasNewer) {
      await chat.loadNewer();
    }
    expect(span(chat)).toEqual([1_000, 301, 1_300]);
    expect(chat.view.get().hasOlder).toBe(true);
    await chat.loadOlder();
    expect(span(chat)).toEqual([1_000, 251, 1_250]);
  });

  it("keeps what somebody looks at who only wants to find something above", async () => {
    const chat = opened({ now: null, count: 1_300 });
    await chat.toNewest();
    for (let page = 0; page < 24; page++) {
      await chat.loadOlder({ keep: true });
    }
    expect(span(chat)).toEqual([1_250, 51, 1_300]);
    expect(chat.view.get().hasNewer).toBe(false);
  });
});

describe("a large group", () => {
  /** 250 members, of whom one has seen everything. */
  const receipts = (seenBy: number, asked: string[]): Answers => ({
    "/users/chat/c/receipts": (url) => {
      const from = Number(url.searchParams.get("cursor") ?? 0);
      asked.push(url.search);
      const of = (index: number): unknown => {
        const seq = index === seenBy ? 1_000 : 0;
        return { user_id: `u${index}`, delivered_seq: seq, seen_seq: seq };
      };
      const page = Array.from({ length: Math.min(100, 250 - from) }, (_, index) => of(from + index));
      return Response.json({ receipts: page, next_cursor: from + 100 < 250 ? String(from + 100) : null });
    },
  });

  const mine = (chat: Chat): string | undefined =>
    chat.view.get().entries.find((entry) => entry.senderId === "ana" && entry.seq !== null)?.state;

  it("has the marks of all its members, and asks no further than it must", async () => {
    for (const [seenBy, pages] of [
      [240, 3],
      [7, 1],
    ] as const) {
      const asked: string[] = [];
      const here = begun({ now: null, mine: 990, beside: receipts(seenBy, asked) });
      const chat = here.chat("c");
      await here.loadMoreChats();
      await chat.toNewest();
      await (chat as OpenChat).refresh();
      expect(mine(chat)).toBe("seen");
      expect(asked).toHaveLength(pages);
      await stopAll();
    }
  });
});
