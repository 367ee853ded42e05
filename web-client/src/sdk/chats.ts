import type { ChatList } from "./api";
import { ChatCache } from "./chatcache";
import { ChatState, type Beside } from "./chatstate";
import { FURTHEST_SYNC } from "./history";
import { ListPages } from "./listpages";
import { OutgoingMarks } from "./outmarks";
import type { Rest } from "./rest";
import type { Store } from "./storage";
import { Sync } from "./sync";
import { Debounced, Timers } from "./timers";
import { Typing } from "./typing";
import { UnreadCounts } from "./unread";
import { Derived } from "./watched";
import type { ListedChat } from "./wire/chats";
import { serverEvent, type ServerEvent, type UnknownEvent } from "./wire/events";

/** What chats need of the one who is signed in. */
export interface ChatsOwner {
  readonly me: string;
  connected(): boolean;
  send(destination: string, body: unknown): boolean;
  /** A message, or a change of one, has a number, and is shown. */
  numbered(messageId: string): void;
  /** Another device of the same person has seen more of this chat. */
  sawElsewhere(chatId: string): void;
  /** Names of these will be shown. */
  met(userIds: readonly string[]): void;
}

/** All chats of one person: the list, and what events do to each. */
export class Chats {
  readonly list: Derived<ChatList>;
  readonly marks: OutgoingMarks;
  readonly sync: Sync;
  readonly #states = new Map<string, ChatState>();
  readonly #timers = new Timers();
  readonly #cache: ChatCache;
  readonly #saving: Debounced;
  readonly #refreshing: Debounced;
  readonly #typing = new Typing((chatId, userIds) => {
    const state = this.state(chatId);
    state.typing = userIds;
    state.changed();
  });
  readonly #pages: ListPages;
  readonly #unread: UnreadCounts;

  constructor(
    private readonly owner: ChatsOwner,
    rest: Rest,
    private readonly beside: Beside,
    store: Store,
    /** What is shown of this chat is another now. */
    private readonly changed: (chatId: string) => void,
  ) {
    this.#cache = new ChatCache(store);
    this.#saving = new Debounced(this.#timers, 1_000, () => void this.save());
    this.#refreshing = new Debounced(this.#timers, 200, () => void this.readList().catch(() => undefined));
    this.marks = new OutgoingMarks((destination, body) => owner.send(destination, body));
    this.sync = new Sync(
      rest,
      () => this.#states.values(),
      (json) => this.#synced(json),
      () => owner.connected(),
    );
    this.#unread = new UnreadCounts(rest, this.#timers);
    this.list = new Derived(() => this.#list());
    this.#pages = new ListPages(rest, {
      known: () => [...this.#states.values()].filter((state) => state.known),
      listed: (chat) => void this.listed(chat),
      missing: (chatId) => this.sync.ask(chatId),
    });
  }

  state(chatId: string): ChatState {
    const known = this.#states.get(chatId);
    if (known !== undefined) {
      return known;
    }
    const state = new ChatState(chatId, this.owner.me, this.beside, () => {
      this.list.invalidate();
      this.#saving.soon();
      this.changed(chatId);
    });
    this.#states.set(chatId, state);
    return state;
  }

  /** What is shown of a chat changed, for a reason that it does not know. */
  touch(chatId: string | null): void {
    for (const state of chatId === null ? this.#states.values() : [this.state(chatId)]) {
      state.changed();
    }
  }

  async load(): Promise<void> {
    await this.#cache.load((chatId) => this.state(chatId));
    this.#pages.cached(this.#states.size > 0);
    this.owner.met([...this.#states.values()].flatMap((state) => state.people()));
    this.list.invalidate();
  }

  async save(): Promise<void> {
    await this.#cache.save(this.#states.values()).catch(() => undefined);
  }

  /**
   * What is done after each connect: the list up to the first chat of which nothing is new, then a sync of those before it that are
   * open, and of those that the list does not have any more.
   */
  async catchUp(): Promise<void> {
    for (const state of this.#states.values()) {
      state.facts.missed();
    }
    await this.readList();
    for (const state of this.#states.values()) {
      if (state.follows && state.log !== null && state.through - state.log.high > FURTHEST_SYNC) {
        state.log = null;
        state.changed();
      }
    }
    await this.sync.run();
  }

  async readList(): Promise<void> {
    await this.#pages.read();
    this.list.invalidate();
    this.sync.soon();
  }

  async loadMore(): Promise<void> {
    await this.#pages.more();
    this.list.invalidate();
  }

  /** A chat as the server shows it, from the list or from an event. */
  listed(chat: ListedChat): ChatState {
    const state = this.state(chat.chatId);
    const news = chat.lastSeq > state.through;
    state.listed(chat);
    this.marks.confirmed(chat.chatId, chat.seenSeq);
    if (state.seenSeq > chat.seenSeq) {
      this.marks.seen(chat.chatId, state.seenSeq);
    } else if (news && chat.unread > 0 && chat.lastMessage?.senderId !== this.owner.me) {
      this.marks.delivered(chat.chatId, chat.lastSeq);
    }
    this.settle(state);
    this.owner.met(state.people());
    return state;
  }

  /** There is no connection: what is shown may be old. */
  disconnected(): void {
    this.#pages.cached(true);
    this.#typing.clear();
    this.list.invalidate();
  }

  heard(event: ServerEvent | UnknownEvent, synced = false): void {
    switch (event.event) {
      case "receive_message":
      case "chat_updated":
      case "member_added":
      case "member_removed":
      case "role_changed": {
        const { message } = event;
        if (!synced) {
          // Also of a chat that is not known yet: the list that will name it may be older.
          this.state(message.chatId).facts.heard(message);
        }
        this.#numbered(message.chatId, message.seq, synced, (state) => state.line(message, synced));
        this.#typing.stopped(message.chatId, message.senderId);
        if (message.senderId === this.owner.me) {
          this.#confirm(message.chatId, message.messageId, message.seq);
        } else if (message.type !== "system" && !synced) {
          this.marks.delivered(message.chatId, message.seq);
        }
        break;
      }
      case "message_edited":
      case "message_deleted":
      case "message_reacted":
        this.#numbered(event.chatId, event.seq, synced, (state) => state.change(event, synced));
        this.owner.numbered(event.messageId);
        break;
      case "chat_created":
      case "private_chat_started":
        // A chat that was just made says nothing yet: its first entry comes beside it.
        this.listed({ ...event.chat, lastMessage: event.chat.lastMessage ?? event.message });
        if (event.message !== null) {
          const { message } = event;
          this.#numbered(message.chatId, message.seq, synced, (state) => state.line(message, synced));
        }
        break;
      case "unknown":
        if (event.chatId !== null && event.seq !== null) {
          const { seq } = event;
          this.#numbered(event.chatId, seq, synced, (state) => state.passed(seq));
        }
        break;
      case "message_delivered":
      case "message_seen":
        this.#marked(event);
        break;
      case "typing":
        if (event.userId !== this.owner.me && this.#states.get(event.chatId)?.known === true) {
          this.#typing.heard(event.chatId, event.userId);
        }
        break;
      case "sync_required":
        if (event.chatId !== null && !event.all) {
          this.sync.ask(event.chatId);
          this.sync.soon();
        }
        break;
      default:
    }
  }

  end(): void {
    this.#timers.end();
    this.#typing.end();
    this.sync.end();
    this.marks.end();
  }

  #synced(json: unknown): void {
    try {
      this.heard(serverEvent(json), true);
    } catch {
      // One entry that cannot be read does not keep the others away.
    }
  }

  #numbered(chatId: string, seq: number, synced: boolean, apply: (state: ChatState) => void): void {
    const state = this.#states.get(chatId);
    if (state === undefined || !(state.known || state.active)) {
      this.#refreshing.soon();
      return;
    }
    apply(state);
    if (!state.known) {
      this.#refreshing.soon();
    } else if (!state.facts.member && !synced && seq > state.through) {
      this.#refreshing.soon();
    }
    this.settle(state);
  }

  /** What follows a change of a chat's numbers. */
  settle(state: ChatState): void {
    if (state.syncFrom() !== null) {
      this.sync.soon();
    }
    this.#unread.settle(state);
  }

  #confirm(chatId: string, messageId: string, seq: number): void {
    const state = this.#states.get(chatId);
    const inSummary = state?.known === true && seq <= state.through;
    const inLog = state?.follows !== true || state.log?.has(messageId) === true || seq < (state.log?.low ?? 0);
    if (inSummary && inLog) {
      this.owner.numbered(messageId);
    }
  }

  #marked(event: { event: "message_delivered" | "message_seen"; chatId: string; userId: string; seq: number }): void {
    const state = this.#states.get(event.chatId);
    const seen = event.event === "message_seen";
    if (event.userId === this.owner.me) {
      if (seen) {
        this.marks.confirmed(event.chatId, event.seq);
        if (state?.sawUpTo(event.seq) === true) {
          this.settle(state);
          this.owner.sawElsewhere(event.chatId);
        }
      }
    } else {
      state?.mark({ userId: event.userId, delivered: event.seq, seen: seen ? event.seq : 0 });
    }
  }

  #list(): ChatList {
    const chats = [...this.#states.values()].filter((state) => state.known).map((state) => state.summary.get());
    chats.sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0) || (a.chatId < b.chatId ? -1 : 1));
    return { state: this.#pages.state, chats, hasMore: this.#pages.hasMore };
  }
}
