import type { Entry, Reaction } from "./api";
import type { Marks } from "./marks";
import type { Message } from "./wire/chats";
import type { MessageChanged } from "./wire/events";

/** A message of the server as an entry. */
export function entryOf(message: Message, me: string, marks: Marks): Entry {
  const own = message.senderId === me && message.type !== "system";
  return {
    messageId: message.messageId,
    chatId: message.chatId,
    seq: message.seq,
    senderId: message.senderId,
    type: message.type,
    content: message.content,
    at: message.at,
    replyTo: message.replyTo,
    to: message.to,
    mediaId: message.mediaId,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
    reactions: message.reactions,
    change: message.change,
    state: own ? marks.stateOf(message.seq, message.seenAt) : "sent",
    failure: null,
    upload: null,
  };
}

/** The entry after a change. The same object when it says what was so already: changes may come twice. */
export function changed(entry: Entry, change: MessageChanged): Entry {
  if (entry.deletedAt !== null) {
    return entry;
  }
  if (change.event === "message_deleted" || (change.event === "message_edited" && change.content === null)) {
    return { ...entry, content: null, mediaId: null, deletedAt: change.at };
  }
  if (change.event === "message_edited") {
    const same = entry.content === change.content && entry.editedAt !== null;
    return same ? entry : { ...entry, content: change.content, editedAt: change.at };
  }
  const reactions = reacted(entry.reactions, change);
  return reactions === entry.reactions ? entry : { ...entry, reactions };
}

function reacted(reactions: readonly Reaction[], change: MessageChanged): readonly Reaction[] {
  const { emoji, userId, removed } = change;
  if (emoji === null) {
    return reactions;
  }
  const before = reactions.find((reaction) => reaction.emoji === emoji);
  if (before === undefined) {
    return removed ? reactions : [...reactions, { emoji, count: 1, userIds: [userId] }];
  }
  const named = before.userIds.includes(userId);
  // Of more than 50 people not all are named: then the event is believed.
  const stood = named || (removed && before.count > before.userIds.length);
  if (stood !== removed) {
    return reactions;
  }
  const after: Reaction = removed
    ? { emoji, count: before.count - 1, userIds: before.userIds.filter((id) => id !== userId) }
    : { emoji, count: before.count + 1, userIds: before.userIds.length < 50 ? [...before.userIds, userId] : before.userIds };
  return reactions.flatMap((reaction) => (reaction !== before ? [reaction] : after.count > 0 ? [after] : []));
}

/**
 * The entries of one chat that are loaded: all lines from `low` to `high`, without a hole. An event costs a binary search and one
 * write, however many entries there are; a copy is made only when somebody looks ({@link snapshot}).
 */
export class ChatLog {
  readonly #ids = new Set<string>();
  #snapshot: readonly Entry[] | null = null;
  /** Changes of what is here may have been missed, and no sync brings them: it has to be loaded again. */
  stale = false;

  /** @param entries ascending; they are this log's own from here on */
  constructor(
    private entries: Entry[],
    /** The first number that is here. */
    public low: number,
    /** Up to here nothing is missing, above `low`. */
    public high: number,
    public hasOlder: boolean,
    /** What came after `high` is not wanted: one looks at the past. */
    public hasNewer: boolean,
  ) {
    for (const entry of entries) {
      this.#ids.add(entry.messageId);
    }
  }

  get size(): number {
    return this.entries.length;
  }

  /** The same array until something changes. */
  snapshot(): readonly Entry[] {
    this.#snapshot ??= this.entries.slice();
    return this.#snapshot;
  }

  has(messageId: string): boolean {
    return this.#ids.has(messageId);
  }

  covers(seq: number): boolean {
    return seq >= this.low && seq <= this.high;
  }

  at(seq: number): Entry | null {
    const index = this.#from(seq);
    const entry = this.entries[index];
    return entry?.seq === seq ? entry : null;
  }

  /** The first line above `seq`. */
  above(seq: number): Entry | null {
    return this.entries[this.#from(seq + 1)] ?? null;
  }

  last(): Entry | null {
    return this.entries.at(-1) ?? null;
  }

  /** How many lines above `seq` are messages. */
  messagesAbove(seq: number): number {
    let count = 0;
    for (let index = this.#from(seq + 1); index < this.entries.length; index++) {
      count += this.entries[index]?.type === "system" ? 0 : 1;
    }
    return count;
  }

  /** A line above all that are here. One that is not above, or is here, is ignored. */
  append(entry: Entry): void {
    const seq = entry.seq ?? 0;
    if (seq <= this.high || this.#ids.has(entry.messageId)) {
      return;
    }
    this.entries.push(entry);
    this.#ids.add(entry.messageId);
    this.high = seq;
    this.#snapshot = null;
  }

  /** A page that begins where the first entry ends. */
  prepend(page: readonly Entry[], low: number, hasOlder: boolean): void {
    const fresh = page.filter((entry) => (entry.seq ?? 0) < this.low && !this.#ids.has(entry.messageId));
    if (fresh.length > 0) {
      this.entries = fresh.concat(this.entries);
      for (const entry of fresh) {
        this.#ids.add(entry.messageId);
      }
    }
    this.low = Math.min(this.low, low);
    this.hasOlder = hasOlder;
    this.#snapshot = null;
  }

  /** Puts another in place of the entry with this number, if it is here. @returns whether something changed */
  update(seq: number, change: (entry: Entry) => Entry): boolean {
    const index = this.#from(seq);
    const before = this.entries[index];
    if (before === undefined || before.seq !== seq) {
      return false;
    }
    const after = change(before);
    if (after === before) {
      return false;
    }
    this.entries[index] = after;
    this.#snapshot = null;
    return true;
  }

  /** Changes entries from `low` to `high`; costs what lies between. */
  updateBetween(low: number, high: number, change: (entry: Entry) => Entry): void {
    for (let index = this.#from(low); index < this.entries.length; index++) {
      const before = this.entries[index];
      if (before === undefined || (before.seq ?? 0) > high) {
        return;
      }
      const after = change(before);
      if (after !== before) {
        this.entries[index] = after;
        this.#snapshot = null;
      }
    }
  }

  /** Forgets all but the newest `count`. */
  keepNewest(count: number): void {
    if (this.entries.length > count) {
      this.#forget(this.entries.splice(0, this.entries.length - count));
      this.low = this.entries[0]?.seq ?? this.high;
      this.hasOlder = true;
    }
  }

  /** Forgets all but the oldest `count`: one looks at the past then. */
  keepOldest(count: number): void {
    if (this.entries.length > count) {
      this.#forget(this.entries.splice(count));
      this.high = this.entries.at(-1)?.seq ?? this.low;
      this.hasNewer = true;
    }
  }

  #forget(gone: readonly Entry[]): void {
    for (const entry of gone) {
      this.#ids.delete(entry.messageId);
    }
    this.#snapshot = null;
  }

  /** The index of the first entry that is not below `seq`. */
  #from(seq: number): number {
    let low = 0;
    let high = this.entries.length;
    // Most of what happens, happens at the end.
    if (high > 0 && (this.entries[high - 1]?.seq ?? 0) < seq) {
      return high;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.seq ?? 0) < seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
