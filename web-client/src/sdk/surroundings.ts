import type { Alerts as ShownAlerts, Connection, Person, Presence } from "./api";
import type { Clock } from "./clock";
import type { Session } from "./session";
import type { WebSocketClass } from "./socket";
import type { Tabs } from "./tabs";
import type { Cell } from "./watched";

/** What outlives who is signed in. */
export interface Surroundings {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly WebSocket: WebSocketClass;
  readonly clock: Clock;
  readonly session: Session;
  readonly tabs: Tabs;
  readonly connection: Cell<Connection>;
  readonly people: Cell<ReadonlyMap<string, Person>>;
  readonly presence: Cell<ReadonlyMap<string, Presence>>;
  readonly alerts: Cell<ShownAlerts>;
  /** The list of chats is another now. */
  chatsChanged(): void;
  mediaChanged(mediaId: string, state: "ready" | "rejected" | "deleted"): void;
  /** The server ended this session. */
  revoked(): void;
}
