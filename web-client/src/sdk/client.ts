import {
  SentinelError,
  type Alerts,
  type Chat,
  type ChatList,
  type Connection,
  type Failure,
  type Person,
  type Presence,
  type Sentinel,
  type Session as Known,
} from "./api";
import { Calls } from "./calls";
import { Clock } from "./clock";
import { Rest, type Access } from "./rest";
import { Session } from "./session";
import { SignedIn } from "./signedin";
import type { WebSocketClass } from "./socket";
import { ALL_BUT_UNSENT, openLater, TABLES, type SentinelStorage } from "./storage";
import { Tabs, type TabMessage } from "./tabs";
import { Cell, Derived } from "./watched";
import { failed, failureOf } from "./wire/problem";

export interface Ways {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly WebSocket: WebSocketClass;
  readonly storage: SentinelStorage;
}

const NO_CHATS: ChatList = { state: "empty", chats: [], hasMore: false };
const NO_ALERTS: Alerts = { items: [], unseen: 0, hasMore: false };

/** The whole of {@link Sentinel}: who is signed in comes and goes, what pages watch stays. */
export class Client extends Calls implements Sentinel {
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
  /** Who asked to log out, from then on: the server may end the session before it answers. */
  #leaving: string | null = null;

  constructor(private readonly ways: Ways) {
    super();
    this.#tabs = new Tabs(ways.storage.shared, (message) => this.#heardTab(message));
    const open = new Rest(ways.baseUrl, ways.fetch, null, this.#ended.signal, this.#clock);
    this.#session = new Session(ways.storage, open, this.#tabs, (asked) => void this.#forget(asked).catch(() => undefined));
    this.session = this.#session.current;
    this.chats = new Derived(() => this.#signedIn?.chats.list.get() ?? NO_CHATS);
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
    const known = this.session.get();
    if (known === null) {
      return;
    }
    // The page may be closed at any time from now on.
    this.#leaving = known.userId;
    this.ways.storage.leave(known.userId);
    void this.#signedIn?.forget(TABLES);
    const token = this.#session.token();
    await token.catch(() => undefined);
    const over = (): Promise<string> => Promise.reject(failed("unauthenticated", "It is over", { status: 401 }));
    const told = this.#tellOff("/logout", { token: () => token, renewed: over });
    await this.#forget(true);
    const why = await told;
    if (why !== null) {
      throw new SentinelError(why);
    }
  }

  /** Rejects, and changes nothing, when the server could not be told. */
  async logOutEverywhere(): Promise<void> {
    this.#leaving = this.session.get()?.userId ?? null;
    const why = await this.#tellOff("/logout/all", this.#session);
    if (why !== null) {
      this.#leaving = null;
      throw new SentinelError(why);
    }
    await this.#forget(true);
  }

  /** @throws SentinelError while nobody is signed in */
  chat(chatId: string): Chat {
    return this.here().chat(chatId);
  }

  loadMoreChats(): Promise<void> {
    return this.inTheName((here) => here.chats.loadMore());
  }

  startPrivateChat(userId: string): Promise<string> {
    return this.inTheName(async (here) => here.chats.listed(await here.groups.make({ user_id: userId })).chatId);
  }

  createGroup(
    title: string,
    memberIds: readonly string[],
    newMembersSee: "from_joining" | "everything" = "from_joining",
  ): Promise<string> {
    const body = { title, member_ids: memberIds, new_members_see: newMembersSee };
    return this.inTheName(async (here) => here.chats.listed(await here.groups.make(body)).chatId);
  }

  needPeople(userIds: readonly string[]): void {
    this.#signedIn?.people.need(userIds);
  }

  watchPresence(userIds: readonly string[]): void {
    this.#signedIn?.presence.watch(userIds);
  }

  onMediaChanged(listener: (mediaId: string, state: "ready" | "rejected" | "deleted") => void): () => void {
    const own: typeof listener = (mediaId, state) => listener(mediaId, state);
    this.#mediaListeners.add(own);
    return () => void this.#mediaListeners.delete(own);
  }

  start(): void {
    this.#started = true;
    void this.ways.storage.sweep().catch(() => undefined);
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
      // Whom the server threw out finds what he had not sent yet when he is back.
      const forgotten = !this.#started ? [] : this.#leaving === before.me ? TABLES : ALL_BUT_UNSENT;
      this.#stopped = this.#stopped.then(() => before.stop(forgotten)).catch(() => undefined);
    }
    if (known !== null && this.#signedIn === null && this.#started) {
      const store = openLater(this.#stopped.then(() => this.ways.storage.open(known.userId)));
      this.people.set(new Map([[known.userId, { userId: known.userId, username: known.username }]]));
      this.#leaving = null;
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
      revoked: () => void this.#forget(false).catch(() => undefined),
    };
  }

  /** @param asked the person wants it; otherwise the server does */
  async #forget(asked: boolean): Promise<void> {
    const known = this.session.get();
    if (asked && known !== null) {
      this.#leaving = known.userId;
      this.ways.storage.leave(known.userId);
    }
    if (known !== null && this.#session.forget()) {
      this.#tabs.tell({ kind: "signed_out", userId: known.userId, asked: this.#leaving === known.userId });
    }
    await this.#turn();
    if (asked) {
      await this.ways.storage.sweep();
    }
  }

  /** Ends sessions on the server; where they are over already that is as good. */
  async #tellOff(path: string, access: Access): Promise<Failure | null> {
    try {
      await new Rest(this.ways.baseUrl, this.ways.fetch, access, this.#ended.signal, this.#clock).call("POST", path);
      return null;
    } catch (thrown) {
      const why = failureOf(thrown);
      return why.status === 401 ? null : why;
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

  protected here(): SignedIn {
    if (this.#signedIn === null) {
      throw failed("unauthenticated", "Sign in first", { status: 401 });
    }
    return this.#signedIn;
  }
}
