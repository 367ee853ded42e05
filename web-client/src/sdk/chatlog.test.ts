import { describe, expect, it } from "vitest";
import type { Entry } from "./api";
import { changed, ChatLog, entryOf } from "./chatlog";
import { ChatState } from "./chatstate";
import { Marks } from "./marks";
import type { Message } from "./wire/chats";
import type { MessageChanged } from "./wire/events";

const ME = "me";

export function messageAt(seq: number, more: Partial<Message> = {}): Message {
  return {
    messageId: `m${seq}`,
    chatId: "c",
    senderId: seq % 2 === 0 ? ME : "other",
    type: "text",
    at: 1_000_000 + seq,
    content: `text ${seq}`,
    seenAt: null,
    seq,
    replyTo: null,
    to: null,
    mediaId: null,
    editedAt: null,
    deletedAt: null,
    reactions: [],
    change: null,
    ...more,
  };
}

function changeAt(seq: number, targetSeq: number, more: Partial<MessageChanged>): MessageChanged {
  return {
    event: "message_reacted",
    messageId: `x${seq}`,
    chatId: "c",
    seq,
    userId: "other",
    at: 2_000_000 + seq,
    targetMessageId: `m${targetSeq}`,
    targetSeq,
    content: null,
    emoji: null,
    removed: false,
    ...more,
  };
}

const entryAt = (seq: number): Entry => entryOf(messageAt(seq), ME, new Marks(ME));

/** Counts each read and write of an element, and each call on the array: copying 50,000 elements counts 50,000. */
function counted(entries: Entry[]): { entries: Entry[]; work: () => number } {
  let work = 0;
  const proxy = new Proxy(entries, {
    get(target, key, receiver) {
      work++;
      return Reflect.get(target, key, receiver) as unknown;
    },
    set(target, key, value, receiver) {
      work++;
      return Reflect.set(target, key, value, receiver);
    },
    has(target, key) {
      work++;
      return Reflect.has(target, key);
    },
  });
  return { entries: proxy, work: () => work };
}

describe("a chat of 50,000 entries", () => {
  const make = () => {
    const array = Array.from({ length: 50_000 }, (_, index) => entryAt(index + 1));
    const count = counted(array);
    const state = new ChatState("c", ME, { waiting: () => [], muted: () => false, draft: () => "" }, () => undefined);
    state.known = true;
    state.active = true;
    state.through = 50_000;
    state.headSeq = 50_000;
    state.marks.merge({ userId: "other", delivered: 50_000, seen: 50_000 });
    state.log = new ChatLog(count.entries, 1, 50_000, false, false);
    return { state, work: count.work };
  };

  it("takes an event with a few steps, however long it is", () => {
    const { state, work } = make();
    const before = work();
    for (let index = 0; index < 1_000; index++) {
      const seq = 50_001 + index * 3;
      state.line(messageAt(seq));
      state.change(changeAt(seq + 1, 1 + ((index * 48_611) % 50_000), { emoji: "👍" }));
      state.change(changeAt(seq + 2, 7, { event: "message_edited", content: `edit ${index}` }));
      state.mark({ userId: "other", delivered: seq, seen: seq });
    }
    expect(state.log?.size).toBe(51_000);
    expect(state.syncFrom()).toBeNull();
    // A binary search in 50,000 reads 16 elements; a single copy would be 50,000 by itself.
    expect((work() - before) / 4_000).toBeLessThan(60);
    const counted = work();
    state.line(messageAt(53_001));
    expect(work(), "it is still the counted array: no copy took its place").toBeGreaterThan(counted);
  });

  it("is copied once for each look, not for each event, and never under the feet of who looks", () => {
    const { state, work } = make();
    const first = state.entries();
    expect(state.entries()).toBe(first);
    const before = work();
    for (let seq = 50_001; seq <= 50_100; seq++) {
      state.line(messageAt(seq));
    }
    const second = state.entries();
    expect(work() - before).toBeLessThan(50_100 * 2.5);
    expect(first).toHaveLength(50_000);
    expect(second).toHaveLength(50_100);
    expect(second[49_999]).toBe(first[49_999]);
  });
});

describe("a log", () => {
  it("shows no entry twice, whatever comes twice", () => {
    const log = new ChatLog([entryAt(5), entryAt(6)], 5, 6, true, false);
    log.append(entryAt(6));
    log.append({ ...entryAt(7), messageId: "m5" });
    log.append(entryAt(7));
    log.append(entryAt(7));
    log.prepend([entryAt(3), entryAt(5)], 3, false);
    expect(log.snapshot().map((entry) => entry.messageId)).toEqual(["m3", "m5", "m6", "m7"]);
    expect(log).toMatchObject({ low: 3, high: 7, hasOlder: false });
  });

  it("forgets the oldest when it is trimmed, and knows that there are older ones", () => {
    const log = new ChatLog([1, 2, 3, 4].map(entryAt), 0, 4, false, false);
    log.keepNewest(2);
    expect(log.snapshot().map((entry) => entry.seq)).toEqual([3, 4]);
    expect(log.hasOlder).toBe(true);
    expect(log.has("m1")).toBe(false);
    log.prepend([1, 2].map(entryAt), 0, false);
    expect(log.snapshot().map((entry) => entry.seq)).toEqual([1, 2, 3, 4]);
  });
});

describe("changes of an entry", () => {
  it("are the same when they come twice", () => {
    const added = changed(entryAt(1), changeAt(2, 1, { emoji: "👍", userId: "u" }));
    expect(added.reactions).toEqual([{ emoji: "👍", count: 1, userIds: ["u"] }]);
    expect(changed(added, changeAt(2, 1, { emoji: "👍", userId: "u" }))).toBe(added);
    const removed = changed(added, changeAt(3, 1, { emoji: "👍", userId: "u", removed: true }));
    expect(removed.reactions).toEqual([]);
    expect(changed(removed, changeAt(3, 1, { emoji: "👍", userId: "u", removed: true }))).toBe(removed);
  });

  it("count those who are not named", () => {
    const userIds = Array.from({ length: 50 }, (_, index) => `u${index}`);
    const crowd: Entry = { ...entryAt(1), reactions: [{ emoji: "👍", count: 70, userIds }] };
    expect(changed(crowd, changeAt(2, 1, { emoji: "👍", userId: "new" })).reactions[0]).toMatchObject({ count: 71, userIds });
    expect(changed(crowd, changeAt(2, 1, { emoji: "👍", userId: "old", removed: true })).reactions[0]).toMatchObject({
      count: 69,
    });
    expect(changed(crowd, changeAt(2, 1, { emoji: "👍", userId: "u3" }))).toBe(crowd);
  });

  it("end with a deletion: no late edit brings the text back", () => {
    const deleted = changed(entryAt(1), changeAt(3, 1, { event: "message_deleted" }));
    expect(deleted).toMatchObject({ content: null, mediaId: null });
    expect(changed(deleted, changeAt(2, 1, { event: "message_edited", content: "late" }))).toBe(deleted);
    expect(changed(entryAt(1), changeAt(2, 1, { event: "message_edited", content: null })).deletedAt).not.toBeNull();
  });
});

describe("marks", () => {
  it("merge by maximum, for each user and kind, and what was seen has come", () => {
    const marks = new Marks(ME);
    expect(marks.merge({ userId: "a", delivered: 5, seen: 0 })).toBe(true);
    expect(marks.merge({ userId: "a", delivered: 3, seen: 2 })).toBe(true);
    expect(marks.merge({ userId: "a", delivered: 3, seen: 1 })).toBe(false);
    expect(marks.all()).toEqual([{ userId: "a", delivered: 5, seen: 2 }]);
    expect(marks.merge({ userId: ME, delivered: 99, seen: 99 })).toBe(false);
    expect([marks.stateOf(2, null), marks.stateOf(5, null), marks.stateOf(6, null), marks.stateOf(6, 1)]).toEqual([
      "seen",
      "delivered",
      "sent",
      "seen",
    ]);
    marks.merge({ userId: "b", delivered: 0, seen: 8 });
    expect(marks.all()).toContainEqual({ userId: "b", delivered: 8, seen: 8 });
  });
});
