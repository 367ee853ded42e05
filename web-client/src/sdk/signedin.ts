import type { Session as Known } from "./api";
import { Alerts } from "./alerts";
import { Changes } from "./changes";
import { Chats } from "./chats";
import type { ChatState } from "./chatstate";
import { Groups } from "./groups";
import { Incoming } from "./incoming";
import { Leftovers } from "./leftovers";
import { OpenChat } from "./openchat";
import { Outbox } from "./outbox";
import { People } from "./people";
import { PresenceWatch } from "./presence";
import { Rest } from "./rest";
import { Settings } from "./settings";
import { Socket } from "./socket";
import type { Store, Table } from "./storage";
import type { Surroundings } from "./surroundings";
import type { TabMessage } from "./tabs";
import { backoff, Timers } from "./timers";
import { Uploads } from "./uploads";
import { Waiting } from "./waiting";

const KEPT_OPEN = 5;

/** Everything that belongs to one signed-in person, from signing in to signing out. */
export class SignedIn {
  readonly me: string;
  readonly rest: Rest;
  readonly groups: Groups;
  readonly settings: Settings;
  readonly people: People;
  readonly presence: PresenceWatch;
  readonly alerts: Alerts;
  readonly chats: Chats;
  readonly outbox: Outbox;
  readonly changes: Changes;
  readonly uploads: Uploads;
  readonly #open = new Map<string, OpenChat>();
  readonly #timers = new Timers();
  readonly #ended = new AbortController();
  readonly #socket: Socket;
  readonly #alertSocket: Socket;
  readonly #leftovers: Leftovers;
  #connected = false;
  #leading = false;
  #resign: () => void = () => undefined;
  #unwatchToken: () => void = () => undefined;
  #catchUps = 0;

  constructor(
    known: Known,
    private readonly around: Surroundings,
    private readonly store: Store,
  ) {
    this.me = known.userId;
    const { baseUrl, session, tabs, clock } = around;
    const send = (destination: string, body: unknown): boolean => this.#socket.send(destination, body);
    this.rest = new Rest(baseUrl, around.fetch, session, this.#ended.signal, clock);
    this.groups = new Groups(this.rest, clock, this.#ended.signal);
    this.people = new People(around.people, this.rest, store);
    this.presence = new PresenceWatch(around.presence, send);
    this.alerts = new Alerts(around.alerts, this.rest);
    this.changes = new Changes(send, () => clock.id());
    this.uploads = new Uploads(this.rest, around.fetch, store, tabs, {
      wanted: (messageId) => this.outbox.get(messageId)?.phase === "uploading",
      progress: (messageId) => {
        const item = this.outbox.get(messageId);
        if (item !== null) {
          this.chats.touch(item.chatId);
        }
      },
      uploaded: (messageId, mediaId, type) => this.outbox.uploaded(messageId, mediaId, type),
      failed: (messageId, why) => this.outbox.wasRefused(messageId, why),
    });
    const waiting = new Waiting(this.me, this.uploads);
    this.outbox = new Outbox(this.me, store, tabs, {
      clock,
      send,
      changed: (chatId) => this.chats.touch(chatId),
      upload: (item) => this.uploads.begin(item),
      gone: (messageId, discarded) => {
        this.uploads.gone(messageId, discarded);
        waiting.forget(messageId);
      },
    });
    clock.onCorrected(() => {
      if (!this.#ended.signal.aborted) {
        this.outbox.clockCorrected();
      }
    });
    this.settings = new Settings(this.me, this.rest, store, tabs, (chatId) => this.chats.touch(chatId));
    const beside = {
      waiting: (chatId: string) => this.outbox.of(chatId).map((item) => waiting.of(item)),
      muted: (chatId: string) => this.settings.muted(chatId),
      draft: (chatId: string) => this.settings.draft(chatId),
    };
    const owner = {
      me: this.me,
      connected: () => this.#connected,
      send,
      numbered: (messageId: string) => {
        void this.outbox.confirmed(messageId);
        this.changes.numbered(messageId);
      },
      sawElsewhere: (chatId: string) => this.alerts.sawElsewhere(chatId),
      met: (userIds: readonly string[]) => this.people.need(userIds),
    };
    this.chats = new Chats(owner, this.rest, beside, store, (chatId) => {
      this.#open.get(chatId)?.invalidate();
      around.chatsChanged();
    });
    this.#leftovers = new Leftovers(this.rest, this.outbox, this.chats);
    const incoming = new Incoming(this, this.#leftovers, {
      clock,
      catchUp: () => void this.#catchUp(0),
      goingAway: (ms) => this.#socket.goingAway(ms),
      revoked: () => around.revoked(),
      mediaChanged: (mediaId, state) => around.mediaChanged(mediaId, state),
    });
    const webSocketUrl = baseUrl.replace(/^http/, "ws");
    this.#socket = new Socket(`${webSocketUrl}/chat`, "/user/queue/events", around.WebSocket, session, {
      opened: () => this.#opened(),
      heard: (json) => incoming.heard(json),
      closed: () => this.#closed(),
      state: (connection) => around.connection.set(connection),
      revoked: () => around.revoked(),
    });
    this.#alertSocket = new Socket(`${webSocketUrl}/notifications`, "/user/queue/notifications", around.WebSocket, session, {
      opened: () => void this.alerts.read().catch(() => undefined),
      heard: (json) => this.alerts.heard(json),
      closed: () => undefined,
      state: () => undefined,
      revoked: () => around.revoked(),
    });
  }

  /** Shows what this device knows, then connects. */
  async start(): Promise<void> {
    await Promise.allSettled([this.chats.load(), this.outbox.load(), this.settings.load(), this.people.load()]);
    if (this.#ended.signal.aborted) {
      return;
    }
    this.#unwatchToken = this.around.session.onToken((token) => {
      this.#socket.send("/app/refresh_token", { access_token: token });
    });
    this.#socket.start();
    this.#alertSocket.start();
    this.#lead(typeof document !== "undefined" && document.visibilityState === "visible");
    if (typeof document !== "undefined") {
      document.addEventListener("visibilitychange", this.#visibility);
    }
  }

  chat(chatId: string): OpenChat {
    const known = this.#open.get(chatId);
    if (known !== undefined) {
      return known;
    }
    const chat = new OpenChat(chatId, {
      me: this.me,
      rest: this.rest,
      clock: this.around.clock,
      chats: this.chats,
      outbox: this.outbox,
      changes: this.changes,
      groups: this.groups,
      settings: this.settings,
      loaded: (state) => this.#loaded(state),
      met: (userIds) => this.people.need(userIds),
      send: (destination, body) => this.#socket.send(destination, body),
      saw: (chat, seq) => this.alerts.saw(chat, seq),
      keepFile: (messageId, file) => this.uploads.keep(messageId, file),
    });
    this.#open.set(chatId, chat);
    // Those that were opened long ago.
    [...this.#open.values()].slice(0, -KEPT_OPEN).forEach((old) => old.trim());
    return chat;
  }

  heardTab(message: TabMessage): void {
    if (message.userId !== this.me) {
      return;
    }
    if (message.kind === "draft") {
      this.settings.heardDraft(message.chatId, message.text);
    } else if (message.kind === "outbox") {
      void this.outbox.reread(message.messageId).catch(() => undefined);
    } else if (message.kind === "muted") {
      void this.settings.preferences().catch(() => undefined);
    }
  }

  /** Ends everything. `forgotten`: what of this person does not stay on this device. */
  async stop(forgotten: readonly Table[]): Promise<void> {
    if (typeof document !== "undefined") {
      document.removeEventListener("visibilitychange", this.#visibility);
    }
    this.#unwatchToken();
    this.#resign();
    this.#connected = false;
    if (forgotten.length === 0) {
      this.settings.flush();
      await this.chats.save();
    }
    this.#ended.abort();
    this.#timers.end();
    this.chats.end();
    this.settings.end();
    this.people.end();
    this.presence.end();
    this.changes.end();
    this.alerts.end();
    this.#leftovers.end();
    this.uploads.end();
    this.outbox.end();
    await Promise.all([this.forget(forgotten), this.#socket.stop(), this.#alertSocket.stop()]);
    // Once more: something may have been on its way to the store.
    await this.forget(forgotten);
    this.store.close();
  }

  async forget(tables: readonly Table[]): Promise<void> {
    if (tables.length > 0) {
      await this.store.clear(tables).catch(() => undefined);
    }
  }

  readonly #visibility = (): void => {
    if (document.visibilityState === "visible") {
      this.#socket.wake();
      this.#alertSocket.wake();
      this.#lead(true);
    } else {
      this.settings.flush();
      void this.chats.save();
    }
  };

  /** The tab that people look at sends for all: another one may be slowed down by the browser. */
  #lead(take: boolean): void {
    if (!this.#leading) {
      this.#resign();
      this.#resign = this.around.tabs.lead(`outbox.${this.me}`, take, (leading) => {
        this.#leading = leading;
        this.outbox.lead(leading);
      });
    }
  }

  #opened(): void {
    this.#connected = true;
    this.around.connection.set({ state: "syncing", retryAt: null });
    this.changes.reconnected();
    this.outbox.connected(true);
    this.chats.marks.reconnected();
    // Last: until it is taken, the server lets all that follows wait.
    this.presence.reconnected();
    void this.settings.preferences().catch(() => undefined);
    void this.#catchUp(0);
  }

  #closed(): void {
    this.#connected = false;
    this.outbox.connected(false);
    this.presence.disconnected();
    this.chats.disconnected();
  }

  async #catchUp(failures: number): Promise<void> {
    const mine = ++this.#catchUps;
    try {
      await this.chats.catchUp();
    } catch {
      this.#timers.after(backoff(failures, 500, 15_000, 200), () => {
        if (mine === this.#catchUps && this.#connected) {
          void this.#catchUp(failures + 1);
        }
      });
      return;
    }
    if (mine !== this.#catchUps || !this.#connected) {
      return;
    }
    this.around.connection.set({ state: "online", retryAt: null });
    await Promise.all([...this.#open.values()].filter((chat) => chat.watched).map((chat) => chat.refresh()));
    await this.#leftovers.settle();
  }

  #loaded(state: ChatState): void {
    for (const item of this.outbox.of(state.chatId)) {
      if (state.log?.has(item.messageId) === true) {
        void this.outbox.confirmed(item.messageId);
      }
    }
  }
}
