import { Client, Versions } from "@stomp/stompjs";
import type { Connection } from "./api";
import type { Access } from "./rest";
import { backoff, Timers } from "./timers";

/** The part of the browser's class that is needed; the package `ws` has it too. */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocket;

export interface SocketOwner {
  /** SUBSCRIBE has its RECEIPT: from now on everything is heard. */
  opened(): void;
  /** One event as it came. */
  heard(json: unknown): void;
  closed(): void;
  /** `connecting`, or `offline` until `retryAt`. What follows on {@link opened} is the owner's to say. */
  state(connection: Connection): void;
  /** The server says that this session is over. */
  revoked(): void;
}

const CONNECT_WITHIN_MS = 15_000;
const STEADY_AFTER_MS = 5_000;
const BEAT_MS = 8_000;

/**
 * A STOMP connection with one subscription, which comes back by itself: after 0 to 0.5 s, doubling up to 30 s, at once when the browser
 * is online again, and after `going_away` as late as that says.
 */
export class Socket {
  readonly #timers = new Timers();
  #client: Client | null = null;
  #open = false;
  #started = false;
  #failures = 0;
  #openedAt = 0;
  #notBefore = 0;
  #beatAt = 0;
  #cancelRetry: (() => void) | null = null;

  /**
   * @param url of `ws:` or `wss:`
   * @param queue what is subscribed to
   */
  constructor(
    private readonly url: string,
    private readonly queue: string,
    private readonly WebSocket: WebSocketClass,
    private readonly access: Access,
    private readonly owner: SocketOwner,
  ) {}

  start(): void {
    if (!this.#started) {
      this.#started = true;
      if (typeof window !== "undefined") {
        window.addEventListener("online", this.#online);
        window.addEventListener("offline", this.#offline);
      }
      void this.#connect();
    }
  }

  async stop(): Promise<void> {
    this.#started = false;
    if (typeof window !== "undefined") {
      window.removeEventListener("online", this.#online);
      window.removeEventListener("offline", this.#offline);
    }
    const client = this.#client;
    const open = this.#open;
    this.#timers.end();
    this.#down();
    if (client !== null) {
      // In good order where it can: who says DISCONNECT is not shown as here for another minute.
      const closed = client.deactivate({ force: !open });
      const late = setTimeout(() => void client.deactivate({ force: true }), 1_000);
      await closed;
      clearTimeout(late);
    }
  }

  /** Whether it is on its way: false while there is no connection. It may be lost all the same. */
  send(destination: string, body: unknown): boolean {
    const client = this.#client;
    if (!this.#open || client === null || !client.connected || client.webSocket?.readyState !== 1) {
      return false;
    }
    try {
      client.publish({ destination, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
      return true;
    } catch {
      return false;
    }
  }

  /** The server asked to come back after so long. */
  goingAway(ms: number): void {
    this.#notBefore = Date.now() + ms;
    const client = this.#client;
    this.#timers.after(5_000, () => {
      if (client !== null && client === this.#client) {
        this.#lost(client);
      }
    });
  }

  /** Connects now where it would have waited. */
  readonly wake = (): void => {
    if (this.#cancelRetry !== null && Date.now() >= this.#notBefore) {
      this.#cancelRetry();
      this.#cancelRetry = null;
      void this.#connect();
    }
  };

  readonly #online = (): void => {
    this.#failures = 0;
    this.wake();
  };

  readonly #offline = (): void => {
    if (this.#client !== null) {
      this.#lost(this.#client);
    }
  };

  async #connect(): Promise<void> {
    this.owner.state({ state: "connecting", retryAt: null });
    let token: string;
    try {
      token = await this.access.token();
    } catch {
      this.#retry();
      return;
    }
    if (!this.#started) {
      return;
    }
    const client = new Client({
      webSocketFactory: () => new this.WebSocket(this.url, ["v12.stomp"]),
      stompVersions: new Versions([Versions.V1_2]),
      connectHeaders: { host: "sentinel", Authorization: `Bearer ${token}` },
      reconnectDelay: 0,
      heartbeatIncoming: 10_000,
      heartbeatOutgoing: 10_000,
      discardWebsocketOnCommFailure: true,
      onHeartbeatReceived: () => this.#beat(client),
      onConnect: () => this.#subscribe(client),
      onStompError: (frame) => void this.#refused(frame.headers["message"] ?? "", token),
      onWebSocketClose: () => this.#lost(client),
    });
    this.#client = client;
    this.#timers.after(CONNECT_WITHIN_MS, () => {
      if (client === this.#client && !this.#open) {
        this.#lost(client);
      }
    });
    client.activate();
  }

  #subscribe(client: Client): void {
    if (client !== this.#client) {
      return;
    }
    client.watchForReceipt("subscribed", () => {
      if (client === this.#client) {
        this.#open = true;
        this.#openedAt = Date.now();
        this.owner.opened();
      }
    });
    const heard = (message: { body: string }): void => {
      if (client === this.#client) {
        this.#beat(client);
        this.#tell(message.body);
      }
    };
    client.subscribe(this.queue, heard, { id: "events", receipt: "subscribed" });
  }

  /** What goes wrong with one event does not cost the others, nor the connection. */
  #tell(body: string): void {
    try {
      this.owner.heard(parsed(body));
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }

  /**
   * A heart-beat for each of the server's: browsers slow down the timers of pages that nobody looks at to one in a minute, and the
   * server cuts who is silent for half of that. What comes over a socket is not slowed down.
   */
  #beat(client: Client): void {
    if (Date.now() - this.#beatAt > BEAT_MS && client.webSocket?.readyState === 1) {
      this.#beatAt = Date.now();
      client.webSocket.send("\n");
    }
  }

  async #refused(code: string, token: string): Promise<void> {
    if (code === "session_revoked") {
      this.owner.revoked();
    } else if (code === "invalid_token" || code === "token_expired" || code === "unauthenticated") {
      await this.access.renewed(token).catch(() => undefined);
    }
  }

  #lost(client: Client): void {
    void client.deactivate({ force: true });
    if (client !== this.#client) {
      return;
    }
    if (this.#open && Date.now() - this.#openedAt > STEADY_AFTER_MS) {
      this.#failures = 0;
    }
    this.#down();
    this.#retry();
  }

  #down(): void {
    this.#client = null;
    if (this.#open) {
      this.#open = false;
      this.owner.closed();
    }
  }

  #retry(): void {
    if (!this.#started || this.#cancelRetry !== null) {
      return;
    }
    // A browser may be wrong about its network (a server on the same machine is reached all the same): it is tried, but rarely.
    const network = typeof navigator === "undefined" || navigator.onLine !== false;
    const wait = network ? Math.max(backoff(this.#failures, 500, 30_000), this.#notBefore - Date.now()) : 30_000;
    this.#failures++;
    this.#cancelRetry = this.#timers.after(wait, () => {
      this.#cancelRetry = null;
      void this.#connect();
    });
    this.owner.state({ state: "offline", retryAt: network ? Math.round(Date.now() + wait) : null });
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
