import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat, Sentinel } from "./api";
import { MemoryStorage } from "./index";
import { OpenChat } from "./openchat";
import { sentinel, stopAll, tokens } from "./testclient";
import { Messages } from "./testmessages";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(async () => {
  vi.useRealTimers();
  await stopAll();
});

interface Server {
  /** What is answered instead of pages. */
  now: Response | null;
  /** Of 1,000 entries; those above are changes, of this one. */
  head?: number;
  changed?: number;
  /** Pages wait for this. */
  slow?: Promise<void>;
}

/** A chat of 1,000 entries. */
function begun(server: Server): Sentinel {
  const messages = new Messages();
  messages.say("c", ...Array.from({ length: 1_000 }, (_, index) => `text ${index + 1}`));
  const line = (seq: number): Record<string, unknown> => ({
    ...messages.message("c", seq),
    ...(seq === server.changed ? { content: "changed", edited_at: "2026-11-21T08:00:00.000Z" } : {}),
  });
  const page = async (url: URL): Promise<Response> => {
    const number = (name: string): number | null => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : null);
    const after = number("cursor") ?? number("after_seq");
    const [before, around] = [number("before_seq"), number("around_seq")];
    const first = after !== null ? after + 1 : before !== null ? before - 50 : Math.max(1, (around ?? 976) - 25);
    const seqs = Array.from({ length: 50 }, (_, index) => first + index).filter((seq) => seq <= 1_000);
    const head = server.head ?? 1_000;
    await server.slow;
    const rest = { stored_seq: head, head_seq: head, next_cursor: String(first + 49) };
    return server.now?.clone() ?? Response.json({ messages: seqs.map(line), ...rest });
  };
  const list = (): Response => {
    const facts = { chat_id: "c", kind: "private", title: null, member_count: 2, member_ids: ["ana", "other"] };
    const marks = { last_seq: server.head ?? 1_000, seen_seq: 1_000, unread_count: 0 };
    return Response.json({ chats: [{ ...facts, last_message: line(1_000), ...marks }], next_cursor: null });
  };
  const storage = new MemoryStorage();
  storage.writeSession({ userId: "ana", username: "ana", refreshToken: "r" });
  const none = (): Response => new Response(null, { status: 404 });
  const beside = { "/users/chat/c/info": none, "/users/chat/c/receipts": none };
  const here = sentinel(storage, { "/token/refresh": tokens, "/users/chat/c": page, "/users/chat": list, ...beside });
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
