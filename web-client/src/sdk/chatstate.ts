import type { ChatSummary, ChatView, Entry, Failure } from "./api";
import { changed, entryOf, type ChatLog } from "./chatlog";
import { Facts } from "./facts";
import { Marks } from "./marks";
import { Derived } from "./watched";
import type { ListedChat, Message, Receipt } from "./wire/chats";
import type { MessageChanged } from "./wire/events";

/** What a chat shows that it does not know itself. */
export interface Beside {
  /** One's own that wait to be confirmed, in the order in which they were sent. */
  waiting(chatId: string): readonly Entry[];
  muted(chatId: string): boolean;
  draft(chatId: string): string;
}

/**
 * What is known of one chat, by the rules of "What a client does with seq": `through` is the highest number up to which the summary
 * misses nothing; the log, where one was loaded, has such a number of its own. Both take what is next, ignore what is not above, and
 * say when there is a gap.
 */
export class ChatState {
  kind: "private" | "group" = "group";
  otherUserId: string | null = null;
  readonly facts: Facts;
  /** In the list, or made by an event; false while all that is known is an id. */
  known = false;
  last: Entry | null = null;
  through = 0;
  /** The highest number that the server spoke of. */
  headSeq = 0;
  seenSeq = 0;
  unread = 0;
  /** Messages past `seenSeq` have to be counted by the server. */
  recount = false;
  typing: readonly string[] = [];
  marks: Marks;
  log: ChatLog | null = null;
  /** Somebody looks, or looked, at it: its log is kept complete. */
  active = false;
  loading: ChatView["loading"] = null;
  newFrom: number | null = null;
  failure: Failure | null = null;
  /** Something that a store should have was changed. */
  dirty = false;
  readonly summary: Derived<ChatSummary>;

  /** @param changedNow is called at each change of what is shown */
  constructor(
    readonly chatId: string,
    readonly me: string,
    private readonly beside: Beside,
    private readonly changedNow: () => void,
  ) {
    this.facts = new Facts(me);
    this.marks = new Marks(me);
    this.summary = new Derived(() => this.#summary());
  }

  changed(): void {
    this.dirty = true;
    this.summary.invalidate();
    this.changedNow();
  }

  /** What is shown: the log, then what is not numbered. */
  entries(): readonly Entry[] {
    const log = this.log;
    const waiting = this.beside.waiting(this.chatId).filter((entry) => log?.has(entry.messageId) !== true);
    if (log === null) {
      return waiting;
    }
    return waiting.length === 0 ? log.snapshot() : [...log.snapshot(), ...waiting];
  }

  view(): ChatView {
    return {
      summary: this.summary.get(),
      entries: this.entries(),
      hasOlder: this.log?.hasOlder ?? false,
      hasNewer: this.log?.hasNewer ?? false,
      loading: this.loading,
      newFrom: this.newFrom,
      myRole: this.facts.myRole,
      failure: this.failure,
    };
  }

  /** Whose names its line in the list needs. */
  people(): string[] {
    return [this.otherUserId, this.last?.senderId].filter((userId) => typeof userId === "string");
  }

  entry(message: Message): Entry {
    return entryOf(message, this.me, this.marks);
  }

  /** Whether the log follows what comes: it is open, and not in the past. */
  get follows(): boolean {
    return this.active && this.log !== null && !this.log.hasNewer;
  }

  /** As the list, or an event that made the chat, has it. What was heard since that was read stays. */
  listed(chat: ListedChat): void {
    // A list may have been read before one left.
    this.facts.member ||= !this.known || chat.lastSeq > this.through;
    this.known = true;
    this.kind = chat.kind;
    this.otherUserId = chat.kind === "private" ? (chat.memberIds.find((id) => id !== this.me) ?? this.otherUserId) : null;
    this.headSeq = Math.max(this.headSeq, chat.lastSeq);
    if (chat.lastSeq >= this.through) {
      this.facts.answered(chat);
      this.last = chat.lastMessage === null ? null : this.entry(chat.lastMessage);
      if (chat.seenSeq >= this.seenSeq) {
        this.unread = chat.unread;
        this.recount = false;
      } else if (chat.lastSeq > this.through) {
        this.#countUnread(chat.lastSeq);
      }
      // An open log gets what lies between by a sync, unless it is in the past; a summary has it now.
      if (this.log?.hasNewer === true && chat.lastSeq > this.through) {
        this.log.stale = true;
      }
      this.through = chat.lastSeq;
    }
    this.seenSeq = Math.max(this.seenSeq, chat.seenSeq);
    this.changed();
  }

  /** @param synced it is part of a sync: what lies between has no number for this reader */
  line(message: Message, synced = false): void {
    const { seq } = message;
    this.headSeq = Math.max(this.headSeq, seq);
    const entry = this.entry(message);
    if (seq > this.through && (synced || seq === this.through + 1)) {
      this.through = seq;
      this.last = entry;
      this.facts.heard(message);
      if (message.senderId === this.me && message.type !== "system") {
        this.seenSeq = seq;
        this.unread = 0;
      } else if (message.type !== "system" && seq > this.seenSeq) {
        this.unread++;
      }
    }
    const log = this.log;
    if (log !== null && !log.hasNewer && seq > log.high && (synced || seq === log.high + 1)) {
      log.append(entry);
    }
    if (message.senderId !== this.me && message.type !== "system") {
      // Who writes has seen all before.
      this.mark({ userId: message.senderId, delivered: seq, seen: seq });
    }
    this.changed();
  }

  change(change: MessageChanged, synced = false): void {
    const { seq } = change;
    this.headSeq = Math.max(this.headSeq, seq);
    const next = seq > this.through && (synced || seq === this.through + 1);
    if (next) {
      this.through = seq;
      if (this.last?.messageId === change.targetMessageId) {
        this.last = changed(this.last, change);
      }
    }
    const log = this.log;
    if (log !== null) {
      const nextOfLog = !log.hasNewer && seq > log.high && (synced || seq === log.high + 1);
      if (nextOfLog) {
        log.high = seq;
      }
      if (nextOfLog || (log.hasNewer && next)) {
        log.update(change.targetSeq, (entry) => changed(entry, change));
      }
    }
    this.changed();
  }

  /** A number was taken by something that is not known here. */
  passed(seq: number): void {
    this.headSeq = Math.max(this.headSeq, seq);
    if (seq === this.through + 1) {
      this.through = seq;
    }
    if (this.log !== null && !this.log.hasNewer && seq === this.log.high + 1) {
      this.log.high = seq;
    }
  }

  /** From which number a sync has to begin; null: nothing is missing. */
  syncFrom(): number | null {
    const from = this.follows && this.log !== null ? Math.min(this.through, this.log.high) : this.through;
    return from < Math.max(this.headSeq, this.through) ? from : null;
  }

  /** A sync that began at `from` came to `through`. */
  syncedThrough(from: number, through: number): void {
    if (from <= this.through) {
      this.through = Math.max(this.through, through);
    }
    if (this.follows && this.log !== null && from <= this.log.high) {
      this.log.high = Math.max(this.log.high, through);
    }
    this.headSeq = Math.max(this.headSeq, through);
    this.dirty = true;
  }

  mark(receipt: Receipt): void {
    const { delivered, seen } = this.marks;
    if (!this.marks.merge(receipt)) {
      return;
    }
    const restate = (entry: Entry): Entry => {
      if (entry.senderId !== this.me || entry.type === "system" || entry.seq === null || entry.state === "seen") {
        return entry;
      }
      const state = this.marks.stateOf(entry.seq, null);
      return state === entry.state ? entry : { ...entry, state };
    };
    this.log?.updateBetween(Math.min(delivered, seen) + 1, Math.max(this.marks.delivered, this.marks.seen), restate);
    if (this.last !== null) {
      this.last = restate(this.last);
    }
    this.changed();
  }

  /** One has seen all up to `seq`, here or on another device. @returns whether that is new */
  sawUpTo(seq: number): boolean {
    if (seq <= this.seenSeq) {
      return false;
    }
    this.seenSeq = seq;
    this.#countUnread(this.through);
    this.changed();
    return true;
  }

  #countUnread(upTo: number): void {
    const log = this.log;
    if (this.seenSeq >= upTo) {
      this.unread = 0;
    } else if (log !== null && !log.hasNewer && log.covers(this.seenSeq + 1) && log.high >= upTo) {
      this.unread = log.messagesAbove(this.seenSeq);
    } else {
      this.recount = this.unread > 0;
    }
  }

  #summary(): ChatSummary {
    const waiting = this.beside
      .waiting(this.chatId)
      .filter((entry) => entry.messageId !== this.last?.messageId && this.log?.has(entry.messageId) !== true);
    return {
      chatId: this.chatId,
      kind: this.kind,
      title: this.facts.title,
      otherUserId: this.otherUserId,
      memberCount: this.facts.memberCount,
      last: waiting.at(-1) ?? this.last,
      lastSeq: Math.max(this.through, this.headSeq),
      seenSeq: this.seenSeq,
      unread: this.unread,
      muted: this.beside.muted(this.chatId),
      draft: this.beside.draft(this.chatId),
      typing: this.typing,
      member: this.facts.member,
    };
  }
}
