import {
  SentinelError,
  type Alerts,
  type Chat,
  type ChatList,
  type Connection,
  type Decision,
  type DeviceSession,
  type Failure,
  type MediaFile,
  type Person,
  type Preferences,
  type Presence,
  type SearchPage,
  type Sentinel,
  type Session as Known,
  type Status,
} from "./api";
import { Clock } from "./clock";
import { Rest } from "./rest";
import { search } from "./search";
import { Session } from "./session";
import { isoTime } from "./settings";
import { SignedIn } from "./signedin";
import type { WebSocketClass } from "./socket";
import { openLater, type SentinelStorage } from "./storage";
import { Tabs, type TabMessage } from "./tabs";
import { Cell, Derived } from "./watched";
import { mediaFile, mediaLinks } from "./wire/media";
import { decisionPage } from "./wire/notifications";
import { deviceSessions, people, status } from "./wire/people";
import { failed, failureOf } from "./wire/problem";
import { Fields } from "./wire/fields";

export interface Ways {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly WebSocket: WebSocketClass;
  readonly storage: SentinelStorage;
}

const NO_CHATS: ChatList = { state: "empty", chats: [], hasMore: false };
const NO_ALERTS: Alerts = { items: [], unseen: 0, hasMore: false };

/** The whole of {@link Sentinel}: who is signed in comes and goes, what pages watch stays. */
export class Client implements Sentinel {
  readonly session: Cell<Known | null>;
  readonly connection = new Cell<Connection>({ state: "offline", retryAt: null });
  readonly chats: Derived<ChatList>;
  readonly people = new Cell<ReadonlyMap<string, Person>>(new Map());
  readonly presence = new Cell<ReadonlyMap<string, Presence>>(new Map());
  readonly alerts = new Cell<Alerts>(NO_ALERTS);
  readonly #session: Session;
  readonly #tabs: Tabs;
  readonly #clock = new Clock();
  readonly #mediaListeners = new Set<(mediaId: string, state: "ready" | "rejected" | "deleted") => void>();
  readonly #ended = new AbortController();
  #signedIn: SignedIn | null = null;
  /** When all who were signed in before have let go of their stores. */
  #stopped: Promise<void> = Promise.resolve();
  #loaded: Promise<void> = Promise.resolve();
  #started = false;

  constructor(private readonly ways: Ways) {
    this.#tabs = new Tabs(ways.storage.shared, (message) => this.#heardTab(message));
    const open = new Rest(ways.baseUrl, ways.fetch, null, this.#ended.signal, this.#clock);
    this.#session = new Session(ways.storage, open, this.#tabs, () => void this.#forget().catch(() => undefined));
    this.session = this.#session.current;
    this.chats = new Derived(() => this.#signedIn?.list.get() ?? NO_CHATS);
    this.session.watch(() => void this.#turn().catch(() => undefined));
  }

  async register(username: string, password: string, email: string): Promise<void> {
    await this.#session.register(username, password, email);
    await this.#turn();
  }

  async logIn(username: string, password: string): Promise<void> {
    await this.#session.logIn(username, password);
    await this.#turn();
  }

  /** Rejects when the server could not be told; this device has forgotten everything all the same. */
  async logOut(): Promise<void> {
    const why = await this.#tellOff("/logout");
    await this.#forget();
    if (why !== null) {
      throw new SentinelError(why);
    }
  }

  /** Rejects, and changes nothing, when the server could not be told. */
  async logOutEverywhere(): Promise<void> {
    const why = await this.#tellOff("/logout/all");
    if (why !== null) {
      throw new SentinelError(why);
    }
    await this.#forget();
  }

  sessions(): Promise<readonly DeviceSession[]> {
    return this.#try((here) => here.rest.get("/sessions", deviceSessions));
  }

  endSession(sessionId: string): Promise<void> {
    return this.#try((here) => here.rest.call("DELETE", `/sessions/${encodeURIComponent(sessionId)}`));
  }

  changePassword(current: string, next: string): Promise<void> {
    const body = { current_password: current, new_password: next };
    return this.#try((here) => here.rest.call("POST", "/users/me/password", { body }));
  }

  /** @throws SentinelError while nobody is signed in */
  chat(chatId: string): Chat {
    return this.#here().chat(chatId);
  }

  loadMoreChats(): Promise<void> {
    return this.#try((here) => here.chats.loadMore());
  }

  startPrivateChat(userId: string): Promise<string> {
    return this.#try(async (here) => here.chats.listed(await here.groups.make({ user_id: userId })).chatId);
  }

  createGroup(
    title: string,
    memberIds: readonly string[],
    newMembersSee: "from_joining" | "everything" = "from_joining",
  ): Promise<string> {
    const body = { title, member_ids: memberIds, new_members_see: newMembersSee };
    return this.#try(async (here) => here.chats.listed(await here.groups.make(body)).chatId);
  }

  needPeople(userIds: readonly string[]): void {
    this.#signedIn?.people.need(userIds);
  }

  findPeople(prefix: string): Promise<readonly Person[]> {
    return this.#try(async (here) => {
      const found = await here.rest.get("/users/show", people, { prefix, page_size: 20 });
      here.people.learn(found);
      return found;
    });
  }

  block(userId: string): Promise<void> {
    return this.#try((here) => here.rest.call("PUT", `/users/me/blocks/${encodeURIComponent(userId)}`, { repeatable: true }));
  }

  unblock(userId: string): Promise<void> {
    return this.#try((here) => here.rest.call("DELETE", `/users/me/blocks/${encodeURIComponent(userId)}`, { repeatable: true }));
  }

  blocked(): Promise<readonly Person[]> {
    return this.#try((here) => here.rest.get("/users/me/blocks", people));
  }

  watchPresence(userIds: readonly string[]): void {
    this.#signedIn?.presence.watch(userIds);
  }

  setStatus(wanted: Status): Promise<void> {
    const body = { kind: wanted.kind, text: wanted.text, until: isoTime(wanted.until) };
    return this.#try((here) => here.rest.call("PUT", "/users/me/status", { body, repeatable: true }));
  }

  status(): Promise<Status | null> {
    const maybe = (fields: Fields): Status | null => (fields.has("kind") ? status(fields) : null);
    return this.#try((here) => here.rest.get("/users/me/status", maybe));
  }

  search(query: string, options: { chatId?: string; sort?: "newest" | "best" } = {}): Promise<SearchPage> {
    return this.#try((here) => search(here.rest, { q: query, chat_id: options.chatId, sort: options.sort }, null, here.people));
  }

  media(mediaId: string): Promise<MediaFile> {
    return this.#try((here) => here.rest.get(`/media/${encodeURIComponent(mediaId)}`, mediaFile));
  }

  mediaLinks(mediaId: string): Promise<{ content: string; thumbnail: string | null; expiresAt: number }> {
    return this.#try((here) => here.rest.get(`/media/${encodeURIComponent(mediaId)}/links`, mediaLinks));
  }

  onMediaChanged(listener: (mediaId: string, state: "ready" | "rejected" | "deleted") => void): () => void {
    const own: typeof listener = (mediaId, state) => listener(mediaId, state);
    this.#mediaListeners.add(own);
    return () => void this.#mediaListeners.delete(own);
  }

  loadMoreAlerts(): Promise<void> {
    return this.#try((here) => here.alerts.loadMore());
  }

  alertsSeen(what: { ids: readonly string[] } | { chatId: string; seq: number } | { all: true }): Promise<void> {
    return this.#try((here) => here.alerts.seen(what));
  }

  preferences(): Promise<Preferences> {
    return this.#try((here) => here.settings.preferences());
  }

  setPreferences(preferences: Preferences): Promise<void> {
    return this.#try((here) => here.settings.setPreferences(preferences));
  }

  decisions(chatId?: string): Promise<readonly Decision[]> {
    return this.#try(async (here) => {
      const page = await here.rest.get("/notifications/decisions", decisionPage, { chat_id: chatId, page_size: 100 });
      return page.decisions;
    });
  }

  webPushKey(): Promise<string> {
    return this.#try((here) => here.rest.get("/devices/web-push-key", (fields) => fields.text("public_key")));
  }

  registerWebPush(deviceId: string, subscription: PushSubscriptionJSON): Promise<void> {
    const body = { platform: "web", subscription };
    return this.#try((here) => here.rest.call("PUT", `/devices/${encodeURIComponent(deviceId)}`, { body, repeatable: true }));
  }

  unregisterDevice(deviceId: string): Promise<void> {
    return this.#try((here) => here.rest.call("DELETE", `/devices/${encodeURIComponent(deviceId)}`, { repeatable: true }));
  }

  start(): void {
    this.#started = true;
    void this.#turn().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#started = false;
    await this.#turn();
    this.#session.end();
    this.#ended.abort();
    this.#tabs.close();
  }

  /** Makes what runs fit who is signed in: at once, so that {@link chat} works from then on. Resolves when stores were read. */
  async #turn(): Promise<void> {
    const known = this.session.get();
    const before = this.#signedIn;
    if (before !== null && (!this.#started || before.me !== known?.userId)) {
      this.#signedIn = null;
      this.#clear();
      const forget = this.#started;
      this.#stopped = this.#stopped.then(() => before.stop(forget)).catch(() => undefined);
    }
    if (known !== null && this.#signedIn === null && this.#started) {
      const store = openLater(this.#stopped.then(() => this.ways.storage.open(known.userId)));
      this.people.set(new Map([[known.userId, { userId: known.userId, username: known.username }]]));
      this.#signedIn = new SignedIn(known, this.#surroundings(), store);
      this.#loaded = this.#signedIn.start();
    }
    await Promise.all([this.#stopped, this.#loaded]);
  }

  #surroundings() {
    return {
      ...this.ways,
      clock: this.#clock,
      session: this.#session,
      tabs: this.#tabs,
      connection: this.connection,
      people: this.people,
      presence: this.presence,
      alerts: this.alerts,
      chatsChanged: () => this.chats.invalidate(),
      mediaChanged: (mediaId: string, state: "ready" | "rejected" | "deleted") =>
        [...this.#mediaListeners].forEach((listener) => listener(mediaId, state)),
      revoked: () => void this.#forget().catch(() => undefined),
    };
  }

  async #forget(): Promise<void> {
    const known = this.session.get();
    if (known !== null) {
      this.#session.forget();
      this.#tabs.tell({ kind: "signed_out", userId: known.userId });
    }
    await this.#turn();
  }

  /** Ends sessions on the server. The socket may hear of it before the answer is here: then that is the answer. */
  async #tellOff(path: string): Promise<Failure | null> {
    try {
      await this.#here().rest.call("POST", path);
      return null;
    } catch (thrown) {
      const why = failureOf(thrown);
      return why.status === 401 || this.session.get() === null ? null : why;
    }
  }

  #clear(): void {
    this.connection.set({ state: "offline", retryAt: null });
    this.people.set(new Map());
    this.presence.set(new Map());
    this.alerts.set(NO_ALERTS);
    this.chats.invalidate();
  }

  #heardTab(message: TabMessage): void {
    this.#session.heard(message);
    this.#signedIn?.heardTab(message);
  }

  #here(): SignedIn {
    if (this.#signedIn === null) {
      throw failed("unauthenticated", "Sign in first", { status: 401 });
    }
    return this.#signedIn;
  }

  async #try<T>(action: (here: SignedIn) => Promise<T>): Promise<T> {
    return action(this.#here());
  }
}
