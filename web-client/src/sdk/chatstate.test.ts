import { describe, expect, it } from "vitest";
import { ChatLog } from "./chatlog";
import { ChatState } from "./chatstate";
import type { ListedChat, Message } from "./wire/chats";
import type { MessageChanged } from "./wire/events";

const ME = "me";

/** The same numbers at each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed + 1;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * sides);
  };
}

type Numbered = { seq: number; line: Message } | { seq: number; change: MessageChanged };

function lineAt(seq: number, senderId: string, more: Partial<Message> = {}): Message {
  const nothing = { seenAt: null, replyTo: null, to: null, mediaId: null, editedAt: null, deletedAt: null, change: null };
  const content = `text ${seq}`;
  return { messageId: `m${seq}`, chatId: "c", senderId, type: "text", at: seq, content, seq, reactions: [], ...nothing, ...more };
}

/** A chat's log as a server has it. Some numbers are not for this reader. */
function logOf(length: number, roll: (sides: number) => number): Numbered[] {
  const log: Numbered[] = [];
  const lines: number[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const kind = roll(10);
    const targetSeq = lines[roll(lines.length)];
    if (kind === 0 && seq > 1) {
      continue; // Hidden.
    }
    if (kind <= 5 || targetSeq === undefined) {
      lines.push(seq);
      log.push({ seq, line: lineAt(seq, roll(3) === 0 ? ME : "other") });
    } else {
      const event =
        (["message_edited", "message_deleted", "message_reacted", "message_reacted"] as const)[roll(4)] ?? "message_reacted";
      const change: MessageChanged = {
        event,
        messageId: `m${seq}`,
        chatId: "c",
        seq,
        userId: ["a", "b"][roll(2)] ?? "a",
        at: seq,
        targetMessageId: `m${targetSeq}`,
        targetSeq,
        content: event === "message_edited" ? `edit ${seq}` : null,
        emoji: event === "message_reacted" ? "👍" : null,
        removed: roll(3) === 0,
      };
      log.push({ seq, change });
    }
  }
  return log;
}

function chat(active = true): ChatState {
  const state = new ChatState("c", ME, { waiting: () => [], muted: () => false, draft: () => "" }, () => undefined);
  state.known = true;
  state.active = active;
  if (active) {
    state.log = new ChatLog([], 0, 0, false, false);
  }
  return state;
}

function take(state: ChatState, entry: Numbered, synced = false): void {
  if ("line" in entry) {
    state.line(entry.line, synced);
  } else {
    state.change(entry.change, synced);
  }
}

/** What a server answers: some of what lies above, and up to where it is complete. */
function sync(state: ChatState, log: Numbered[], most: number, head: number): void {
  const from = state.syncFrom();
  if (from === null) {
    return;
  }
  const missed = log.filter((entry) => entry.seq > from);
  const events = missed.slice(0, most);
  events.forEach((entry) => take(state, entry, true));
  state.syncedThrough(from, events.length < missed.length ? (events.at(-1)?.seq ?? from) : head);
}

const shown = (state: ChatState) => ({
  entries: state.entries(),
  last: state.last,
  through: state.through,
  unread: state.unread,
});

describe("what a client does with seq", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("shows the same whatever is lost, repeated and late (%i)", (seed) => {
    const roll = dice(seed);
    const log = logOf(120, roll);
    const head = log.at(-1)?.seq ?? 0;
    const expected = chat();
    log.forEach((entry) => take(expected, entry, true));

    const state = chat();
    const late: Numbered[] = [];
    for (const entry of log) {
      const luck = roll(10);
      if (luck === 0) {
        late.push(entry);
      } else if (luck > 1) {
        take(state, entry);
        if (luck === 2) {
          take(state, entry);
        }
      }
      if (roll(15) === 0) {
        late.splice(0).forEach((old) => take(state, old));
      }
      if (roll(6) === 0) {
        sync(
          state,
          log.filter((known) => known.seq <= entry.seq),
          1 + roll(8),
          entry.seq,
        );
      }
    }
    state.headSeq = Math.max(state.headSeq, head);
    for (let rounds = 0; state.syncFrom() !== null; rounds++) {
      expect(rounds).toBeLessThan(200);
      sync(state, log, 1 + roll(8), head);
    }

    expect(shown(state)).toEqual(shown(expected));
  });

  it("takes what is next, ignores what is not above, and asks where there is a gap", () => {
    const state = chat();
    state.line(lineAt(1, "other"));
    expect(state.syncFrom()).toBeNull();
    state.line(lineAt(1, "other", { content: "again" }));
    expect(state.entries().map((entry) => entry.content)).toEqual(["text 1"]);
    state.line(lineAt(3, "other"));
    expect(state.entries()).toHaveLength(1);
    expect(state.syncFrom()).toBe(1);
    state.syncedThrough(1, 2);
    expect(state.syncFrom()).toBe(2);
    state.line(lineAt(3, "other"), true);
    state.syncedThrough(2, 3);
    expect(state.syncFrom()).toBeNull();
    expect(state.entries().map((entry) => entry.seq)).toEqual([1, 3]);
  });

  it("does not do again what it did, when a sync comes later than the event", () => {
    const state = chat();
    state.line(lineAt(1, "other"));
    const react = {
      event: "message_reacted",
      messageId: "r",
      chatId: "c",
      userId: "u",
      at: 1,
      content: null,
      emoji: "👍",
    } as const;
    const added = { ...react, seq: 2, targetMessageId: "m1", targetSeq: 1, removed: false };
    state.change(added);
    state.change({ ...added, seq: 3, removed: true });
    state.change(added, true);
    expect(state.entries()[0]?.reactions).toEqual([]);
  });

  it("shows nothing of what comes while one looks at the past, but what it changes there", () => {
    const state = chat();
    state.through = 100;
    state.headSeq = 100;
    state.log = new ChatLog([state.entry(lineAt(10, "other"))], 10, 10, true, true);
    state.line(lineAt(101, "other"));
    expect(state.entries().map((entry) => entry.seq)).toEqual([10]);
    expect(state.last?.seq).toBe(101);
    expect(state.syncFrom()).toBeNull();
    const edit = {
      event: "message_edited",
      messageId: "e",
      chatId: "c",
      userId: "other",
      at: 1,
      emoji: null,
      removed: false,
    } as const;
    state.change({ ...edit, seq: 102, targetMessageId: "m10", targetSeq: 10, content: "edited" });
    expect(state.entries()[0]?.content).toBe("edited");
  });
});

describe("unread", () => {
  const listed = (more: Partial<ListedChat>): ListedChat => ({
    chatId: "c",
    kind: "private",
    title: null,
    memberCount: 2,
    memberIds: [ME, "other"],
    lastMessage: null,
    lastSeq: 0,
    seenSeq: 0,
    unread: 0,
    ...more,
  });

  it("counts messages of others, not what the chat itself says, and ends with a send of one's own", () => {
    const state = chat(false);
    state.line(lineAt(1, "other", { type: "system", content: "chat_created" }));
    state.line(lineAt(2, "other"));
    state.line(lineAt(3, "other"));
    expect(state.unread).toBe(2);
    state.line(lineAt(4, ME));
    expect(state).toMatchObject({ unread: 0, seenSeq: 4 });
  });

  it("is counted here where the log has it, and asked for where not", () => {
    const open = chat();
    [1, 2, 3].forEach((seq) => open.line(lineAt(seq, "other")));
    expect(open.sawUpTo(2)).toBe(true);
    expect(open).toMatchObject({ unread: 1, recount: false });
    expect(open.sawUpTo(1)).toBe(false);
    const closed = chat(false);
    [1, 2, 3].forEach((seq) => closed.line(lineAt(seq, "other")));
    closed.sawUpTo(2);
    expect(closed.recount).toBe(true);
    closed.sawUpTo(3);
    expect(closed.unread).toBe(0);
  });

  it("is the list's, unless more was seen, or heard, here meanwhile", () => {
    const state = chat(false);
    state.listed(listed({ lastSeq: 9, seenSeq: 4, unread: 5, lastMessage: lineAt(9, "other") }));
    expect(state).toMatchObject({ unread: 5, through: 9, seenSeq: 4, otherUserId: "other" });
    state.line(lineAt(10, "other"));
    state.listed(listed({ lastSeq: 9, seenSeq: 4, unread: 5, lastMessage: lineAt(9, "other") }));
    expect(state).toMatchObject({ unread: 6, through: 10 });
    expect(state.last?.seq).toBe(10);
    state.sawUpTo(10);
    state.listed(listed({ lastSeq: 10, seenSeq: 4, unread: 6, lastMessage: lineAt(10, "other") }));
    expect(state).toMatchObject({ unread: 0, seenSeq: 10 });
  });
});

describe("membership", () => {
  const facts = { kind: "group", title: "Tea", memberCount: 2, memberIds: [], lastMessage: null, seenSeq: 0, unread: 0 } as const;
  const listed = (lastSeq: number): ListedChat => ({ ...facts, chatId: "c", lastSeq });
  const told = (seq: number, content: string): Message => {
    const change = { userId: ME, role: null, title: null, newMembersSee: null, memberCount: 1 };
    return lineAt(seq, "other", { type: "system", content, change });
  };

  it("ends with its removal, also where a list was read before that, and begins again with a later one", () => {
    const state = new ChatState("c", ME, { waiting: () => [], muted: () => false, draft: () => "" }, () => undefined);
    state.facts.member = false;
    state.listed(listed(2));
    expect(state.facts.member).toBe(true);
    state.line(told(3, "member_removed"));
    state.listed(listed(2));
    state.listed(listed(3));
    expect(state.facts.member).toBe(false);
    state.listed(listed(4));
    expect(state.facts.member).toBe(true);
  });
});

describe("the state of one's own messages", () => {
  it("follows the marks of others, who have also seen what they answered", () => {
    const state = chat();
    [1, 2].forEach((seq) => state.line(lineAt(seq, ME)));
    state.mark({ userId: "other", delivered: 1, seen: 0 });
    expect(state.entries().map((entry) => entry.state)).toEqual(["delivered", "sent"]);
    state.line(lineAt(3, "other"));
    expect(state.entries().map((entry) => entry.state)).toEqual(["seen", "seen", "sent"]);
    state.line(lineAt(4, ME));
    expect(state.entries().at(-1)?.state).toBe("sent");
  });
});
