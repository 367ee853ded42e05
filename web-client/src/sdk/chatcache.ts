import type { Entry } from "./api";
import { ChatLog } from "./chatlog";
import type { ChatState } from "./chatstate";
import type { Store } from "./storage";
import type { Receipt } from "./wire/chats";

/** What of a chat outlives the page. The number is of this shape: records of another are ignored. */
interface ChatRecord {
  readonly shape: 1;
  readonly chatId: string;
  readonly kind: "private" | "group";
  readonly title: string | null;
  readonly otherUserId: string | null;
  readonly memberCount: number;
  readonly member: boolean;
  readonly last: Entry | null;
  readonly through: number;
  readonly seenSeq: number;
  readonly unread: number;
  readonly log: {
    readonly entries: readonly Entry[];
    readonly low: number;
    readonly high: number;
    readonly hasOlder: boolean;
  } | null;
  readonly marks: readonly Receipt[];
}

const CHATS = 50;
const ENTRIES = 50;

/** The newest chats with their newest entries, so that a page has something to show before it asked anybody. */
export class ChatCache {
  constructor(private readonly store: Store) {}

  /** Fills states; those of more chats than are kept are forgotten. */
  async load(stateOf: (chatId: string) => ChatState): Promise<void> {
    const records = ((await this.store.all("chats")) as ChatRecord[])
      .filter((record) => record.shape === 1)
      .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
    for (const record of records.slice(0, CHATS)) {
      const state = stateOf(record.chatId);
      if (!state.known) {
        restore(state, record);
      }
    }
    await Promise.all(records.slice(CHATS).map((record) => this.store.remove("chats", record.chatId)));
  }

  async save(states: Iterable<ChatState>): Promise<void> {
    const dirty = [...states]
      .filter((state) => state.known && state.dirty)
      .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0))
      .slice(0, CHATS);
    for (const state of dirty) {
      state.dirty = false;
      await this.store.put("chats", state.chatId, recordOf(state));
    }
  }
}

function restore(state: ChatState, record: ChatRecord): void {
  state.known = true;
  state.kind = record.kind;
  state.facts.title = record.title;
  state.otherUserId = record.otherUserId;
  state.facts.memberCount = record.memberCount;
  state.facts.member = record.member;
  state.last = record.last;
  state.through = record.through;
  state.headSeq = record.through;
  state.seenSeq = record.seenSeq;
  state.unread = record.unread;
  if (record.log !== null) {
    state.log = new ChatLog([...record.log.entries], record.log.low, record.log.high, record.log.hasOlder, false);
  }
  for (const receipt of record.marks) {
    state.mark(receipt);
  }
  state.dirty = false;
}

function recordOf(state: ChatState): ChatRecord {
  const log = state.log;
  const entries = log === null || log.hasNewer ? null : log.snapshot().slice(-ENTRIES);
  return {
    shape: 1,
    chatId: state.chatId,
    kind: state.kind,
    title: state.facts.title,
    otherUserId: state.otherUserId,
    memberCount: state.facts.memberCount,
    member: state.facts.member,
    last: state.last,
    through: state.through,
    seenSeq: state.seenSeq,
    unread: state.unread,
    log:
      log === null || entries === null
        ? null
        : entries.length < log.size
          ? { entries, low: entries[0]?.seq ?? log.high, high: log.high, hasOlder: true }
          : { entries, low: log.low, high: log.high, hasOlder: log.hasOlder },
    marks: state.marks.all().slice(0, 20),
  };
}
