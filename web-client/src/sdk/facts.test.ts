import { describe, expect, it } from "vitest";
import { loadFacts } from "./chatfacts";
import type { Chats } from "./chats";
import { Clock } from "./clock";
import { Rest } from "./rest";
import { begun, heard, Messages } from "./testmessages";

const CHAT = { chat_id: "g", kind: "group", member_count: 2, member_ids: [], last_message: null, seen_seq: 0, unread_count: 0 };

function renamed(seq: number, title: string): unknown {
  const nothing = { seen_at: null, reply_to: null, to: null, media_id: null, edited_at: null, deleted_at: null, reactions: [] };
  const change = { user_id: null, role: null, title, new_members_see: null, member_count: null };
  const ids = { message_id: `m${seq}`, chat_id: "g", sender_id: "other", type: "system", content: "chat_updated", seq };
  return { event: "chat_updated", message: { ...ids, timestamp: "2026-11-21T07:00:00.000Z", ...nothing, change } };
}

const created = (seq: number, title: string): unknown => ({
  event: "chat_created",
  request_id: null,
  chat: { ...CHAT, title, last_seq: seq },
  message: null,
});

/** A server that answers with this title, to a question that was asked before it answers. */
function answering(title: string): { rest: Rest; answer: () => void } {
  let answer = (): void => undefined;
  const now = new Promise<void>((resolve) => (answer = resolve));
  const fetch = async (): Promise<Response> => {
    await now;
    return Response.json({ ...CHAT, title, role: "member" });
  };
  return { rest: new Rest("http://sentinel", fetch, null, new AbortController().signal, new Clock()), answer };
}

const titles = (chats: Chats): (string | null)[] => chats.list.get().chats.map((chat) => chat.title);

describe("the title of a group", () => {
  it("is what an entry said, where an answer is older", async () => {
    const { chats } = await begun(new Messages());
    heard(chats, created(1, "Tea"));
    const old = answering("Tea");
    const loading = loadFacts(chats.state("g"), old.rest, () => Promise.resolve([]));
    heard(chats, renamed(2, "Coffee"));
    old.answer();
    await loading;
    expect(titles(chats)).toEqual(["Coffee"]);
    expect(chats.state("g").facts).toMatchObject({ memberCount: 2, myRole: "member" });
    // A list that was read just now has the number of the entry, and not yet what it says.
    heard(chats, created(2, "Tea"));
    expect(titles(chats)).toEqual(["Coffee"]);
  });

  it("is what an entry said of a chat that no list had named yet", async () => {
    const { chats } = await begun(new Messages());
    heard(chats, renamed(2, "Coffee"));
    expect(titles(chats)).toEqual([]);
    heard(chats, created(2, "Tea"));
    expect(titles(chats)).toEqual(["Coffee"]);
    chats.end();
  });

  it("is what the server answers after a connect: entries may have been missed", async () => {
    const { chats } = await begun(new Messages());
    heard(chats, created(1, "Tea"));
    heard(chats, renamed(2, "Coffee"));
    heard(chats, renamed(1, "Milk"));
    expect(titles(chats)).toEqual(["Coffee"]);
    await chats.catchUp();
    const { rest, answer } = answering("Milk");
    answer();
    await loadFacts(chats.state("g"), rest, () => Promise.resolve([]));
    expect(titles(chats)).toEqual(["Milk"]);
  });
});
