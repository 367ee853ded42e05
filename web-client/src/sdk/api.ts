/**
 * What the client library offers, without a line of how. One {@link Sentinel} serves one signed-in person on one device; it keeps
 * chats in step with the server by the rules of docs/protocol.md ("What a client does with seq"), and keeps what was not confirmed
 * in a store that survives a reload. Nothing in here knows of a page: it runs wherever there are `fetch` and `WebSocket`.
 *
 * Times are milliseconds since 1970, as of the server's clock where it said so. Ids are UUIDs as text.
 */

/** A value that changes. `get` gives the same object until it changes: both functions suit React's `useSyncExternalStore`. */
export interface Watched<T> {
  get(): T;
  /** Calls `listener` after each change, until the function that it returns is called. */
  watch(listener: () => void): () => void;
}

export interface Session {
  readonly userId: string;
  readonly username: string;
}

/**
 * `offline`: no connection, and none is being made before `retryAt` (or before the network is back, when that is null).
 * `connecting`, then `syncing` (connected, and catching up), then `online`: all that the server has is here.
 */
export interface Connection {
  readonly state: "offline" | "connecting" | "syncing" | "online";
  readonly retryAt: number | null;
}

/** Why something did not work: `code` is of the catalogue in docs/protocol.md, or `network` when no answer came. */
export interface Failure {
  readonly code: string;
  readonly status: number | null;
  readonly detail: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
}

/** What every promise of this library is rejected with. */
export class SentinelError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.detail);
    this.name = "SentinelError";
  }
}

export interface DeviceSession {
  readonly sessionId: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly device: string | null;
  readonly current: boolean;
}

export interface Person {
  readonly userId: string;
  /** Null: nobody of that id is known any more (an account that was erased). */
  readonly username: string | null;
}

export interface Presence {
  readonly active: boolean;
  readonly lastActiveAt: number | null;
  readonly status: Status | null;
}

export interface Status {
  readonly kind: "available" | "away" | "busy" | "invisible";
  readonly text: string | null;
  readonly until: number | null;
}

export type Role = "owner" | "admin" | "member";

export interface Member {
  readonly userId: string;
  readonly role: Role;
  readonly joinedSeq: number;
}

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  /** The first 50 of them. */
  readonly userIds: readonly string[];
}

/** What an entry of type `system` says; `content` of the entry names the event (`member_added`, …). */
export interface Change {
  readonly userId: string | null;
  readonly role: Role | null;
  readonly title: string | null;
  readonly newMembersSee: "from_joining" | "everything" | null;
  readonly memberCount: number | null;
}

/**
 * How far a message of one's own has come. `sending`: in the outbox, not confirmed. `sent`: the server has it for good.
 * `delivered` and `seen`: to everybody else in a private chat, to at least one in a group. `failed`: it was refused, or gave up; it
 * stays in the outbox until {@link Chat.retry} or {@link Chat.discard}. Others' messages are `sent`.
 */
export type DeliveryState = "sending" | "sent" | "delivered" | "seen" | "failed";

/** A line of a chat. */
export interface Entry {
  readonly messageId: string;
  readonly chatId: string;
  /** Null until the chat has numbered it. */
  readonly seq: number | null;
  readonly senderId: string;
  readonly type: "text" | "image" | "file" | "system";
  /** Null when it was deleted, or cannot be opened. */
  readonly content: string | null;
  readonly at: number;
  readonly replyTo: string | null;
  readonly to: string | null;
  readonly mediaId: string | null;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly reactions: readonly Reaction[];
  readonly change: Change | null;
  readonly state: DeliveryState;
  /** Why it is `failed`. */
  readonly failure: Failure | null;
  /** A file of one's own that is on its way; `preview` is the file itself, for as long as this page lives. */
  readonly upload: { readonly name: string; readonly sent: number; readonly size: number; readonly preview: Blob | null } | null;
}

/** A chat as the list shows it. */
export interface ChatSummary {
  readonly chatId: string;
  readonly kind: "private" | "group";
  /** Of a group. A private chat has the name of {@link otherUserId}. */
  readonly title: string | null;
  readonly otherUserId: string | null;
  readonly memberCount: number;
  /** The newest entry, one's own that wait to be confirmed included. */
  readonly last: Entry | null;
  readonly lastSeq: number;
  readonly seenSeq: number;
  readonly unread: number;
  readonly muted: boolean;
  readonly draft: string;
  /** Who is typing now, without oneself. */
  readonly typing: readonly string[];
  /** False once one left or was removed: it can be read, not written to. */
  readonly member: boolean;
}

export interface ChatList {
  /** `cached`: what this device knew the last time. `current`: as the server has it. */
  readonly state: "empty" | "cached" | "current";
  /** The chat with the newest entry first. */
  readonly chats: readonly ChatSummary[];
  /** There are more on the server: {@link Sentinel.loadMoreChats}. */
  readonly hasMore: boolean;
}

/** What of a chat is loaded: one span without a hole. */
export interface ChatView {
  readonly summary: ChatSummary;
  /** Ascending by `seq`, then what is not numbered, in the order in which it was sent. */
  readonly entries: readonly Entry[];
  readonly hasOlder: boolean;
  /** True after a jump into the past, or a long way there: what is newest is not in `entries`. */
  readonly hasNewer: boolean;
  readonly loading: "first" | "older" | "newer" | null;
  /** Where "new" begins: the first entry that was not seen when the chat was opened. Null: nothing was new. */
  readonly newFrom: number | null;
  /** Null until it was asked for once. */
  readonly myRole: Role | null;
  /** Why the last load did not work. */
  readonly failure: Failure | null;
}

/** One chat, opened. The same id gives the same object. */
export interface Chat {
  readonly chatId: string;
  readonly view: Watched<ChatView>;
  /**
   * Loads the page before the first entry. Does nothing while one is loading or when there is none. Of more than 1,000 entries those
   * at the other end are forgotten, and can be loaded again; `keep`: they stay.
   */
  loadOlder(options?: { keep?: boolean }): Promise<void>;
  /** The page after the last entry, as {@link loadOlder}. */
  loadNewer(): Promise<void>;
  /** Shows the surroundings of an entry; what was loaded is kept when it already has it. */
  jumpTo(seq: number): Promise<void>;
  toNewest(): Promise<void>;
  /**
   * Puts a text into the outbox, where it outlives a reload, and shows it at once. Resolves when it is there, with its id. That stays,
   * unless it was made while the clock of this device was wrong by minutes and nobody had said so yet: then the entry gets another.
   */
  send(text: string, options?: { replyTo?: string; to?: string }): Promise<string>;
  /** Uploads a file, then sends the message that carries it. `caption` is its text. The same promises as {@link send}. */
  sendFile(file: File, options?: { caption?: string; replyTo?: string }): Promise<string>;
  /** Sends again what `failed`, under the same id: it never appears twice. */
  retry(messageId: string): Promise<void>;
  /** Takes back what waits or `failed`, and ends its upload; not what may have been sent already (then it does nothing). */
  discard(messageId: string): Promise<void>;
  edit(messageId: string, text: string): Promise<void>;
  delete(messageId: string): Promise<void>;
  react(messageId: string, emoji: string, remove?: boolean): Promise<void>;
  /** Says that all up to `seq` was seen. Cheap to call often: it is told at most once a second, and never backwards. */
  seen(seq: number): void;
  /** Tells the others that one is typing, at most every 3 s. */
  typing(): void;
  /** Kept for each chat, over reloads, on this device. */
  setDraft(text: string): void;
  /** Of one entry: to how many it came, and who has seen it. */
  receipts(seq: number): Promise<{ delivered: number; seen: number; seenBy: readonly string[] }>;
  /** Of a message of one's own: the delivery passport. */
  delivery(messageId: string): Promise<{
    acceptedAt: number | null;
    recipients: number;
    delivered: number;
    pushed: number | null;
    seen: number;
  }>;
  members(): Promise<readonly Member[]>;
  addMember(userId: string): Promise<void>;
  removeMember(userId: string): Promise<void>;
  setRole(userId: string, role: Role): Promise<void>;
  rename(title: string): Promise<void>;
  leave(): Promise<void>;
  /** `until` null: for good. */
  mute(until: number | null): Promise<void>;
  unmute(): Promise<void>;
}

export interface Hit {
  readonly messageId: string;
  readonly chatId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: "text" | "image" | "file";
  readonly at: number;
  /** The text in pieces, so that nobody has to trust markup; `found` ones are what was looked for. */
  readonly snippet: readonly { readonly text: string; readonly found: boolean }[];
}

export interface SearchPage {
  readonly hits: readonly Hit[];
  /** Nothing is as it was typed; these are like it. */
  readonly fuzzy: boolean;
  /** For chats of these hits: up to which entry they were searched. */
  readonly indexedThrough: ReadonlyMap<string, number>;
  /** Null: there are no more. */
  readonly next: (() => Promise<SearchPage>) | null;
}

export interface MediaFile {
  readonly mediaId: string;
  readonly state: "uploading" | "inspecting" | "ready" | "rejected";
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly thumbnail: boolean;
  readonly scanned: boolean;
  readonly reason: string | null;
}

export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly chatTitle: string | null;
  readonly messages: number;
  readonly senderId: string | null;
  readonly senderName: string | null;
  readonly preview: string | null;
  readonly at: number;
  readonly seen: boolean;
  readonly muted: boolean;
}

export interface Alerts {
  readonly items: readonly Alert[];
  readonly unseen: number;
  readonly hasMore: boolean;
}

export interface Preferences {
  readonly previews: boolean;
  readonly quietHours: { readonly from: string; readonly to: string; readonly zone: string } | null;
  readonly mutedChats: readonly { readonly chatId: string; readonly until: number | null }[];
}

/** Why one was, or was not, told of a message. */
export interface Decision {
  readonly chatId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly deviceId: string;
  readonly outcome: string;
  readonly at: number;
}

/** The whole of it, see the head of this file. Everything that returns a promise rejects with a {@link SentinelError}. */
export interface Sentinel {
  /** Null: nobody is signed in. It is there at once after a reload, before anything was asked of the server. */
  readonly session: Watched<Session | null>;
  readonly connection: Watched<Connection>;
  readonly chats: Watched<ChatList>;
  /** Names by id, of all who were met so far. {@link needPeople} fetches those that are missing. */
  readonly people: Watched<ReadonlyMap<string, Person>>;
  /** Of those whom {@link watchPresence} named. */
  readonly presence: Watched<ReadonlyMap<string, Presence>>;
  readonly alerts: Watched<Alerts>;

  register(username: string, password: string, email: string): Promise<void>;
  logIn(username: string, password: string): Promise<void>;
  /** Ends this session and forgets everything on this device. */
  logOut(): Promise<void>;
  logOutEverywhere(): Promise<void>;
  sessions(): Promise<readonly DeviceSession[]>;
  endSession(sessionId: string): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;

  chat(chatId: string): Chat;
  loadMoreChats(): Promise<void>;
  /** The private chat with somebody, found or made: its id. */
  startPrivateChat(userId: string): Promise<string>;
  /** A group of one's own: its id. */
  createGroup(title: string, memberIds: readonly string[], newMembersSee?: "from_joining" | "everything"): Promise<string>;

  needPeople(userIds: readonly string[]): void;
  /** By the beginning of the name, 20 at most. */
  findPeople(prefix: string): Promise<readonly Person[]>;
  block(userId: string): Promise<void>;
  unblock(userId: string): Promise<void>;
  blocked(): Promise<readonly Person[]>;
  /** Replaces whom this page watches: 200 at most, the first ones count. */
  watchPresence(userIds: readonly string[]): void;
  setStatus(status: Status): Promise<void>;
  status(): Promise<Status | null>;

  search(query: string, options?: { chatId?: string; sort?: "newest" | "best" }): Promise<SearchPage>;

  media(mediaId: string): Promise<MediaFile>;
  /** Signed addresses of a file that is ready, good for a minute and for nobody to keep. */
  mediaLinks(mediaId: string): Promise<{ content: string; thumbnail: string | null; expiresAt: number }>;
  /** Calls `listener` when the state of a file changes that a chat of one's own carries. Returns how to end that. */
  onMediaChanged(listener: (mediaId: string, state: "ready" | "rejected" | "deleted") => void): () => void;

  loadMoreAlerts(): Promise<void>;
  alertsSeen(what: { ids: readonly string[] } | { chatId: string; seq: number } | { all: true }): Promise<void>;
  preferences(): Promise<Preferences>;
  setPreferences(preferences: Preferences): Promise<void>;
  decisions(chatId?: string): Promise<readonly Decision[]>;
  /** The key that the browser's push service wants: `applicationServerKey`. */
  webPushKey(): Promise<string>;
  registerWebPush(deviceId: string, subscription: PushSubscriptionJSON): Promise<void>;
  unregisterDevice(deviceId: string): Promise<void>;

  /** Connects, and stays connected, while somebody is signed in. Called once. */
  start(): void;
  /** Closes the socket and ends timers; what waits stays in the store. */
  stop(): Promise<void>;
}
