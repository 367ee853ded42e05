import { SentinelError, type Sentinel } from "./api";
import { Cell } from "./watched";

export * from "./api";

export interface SentinelOptions {
  /** Where the system is, as `https://chat.example.org`. Without it: the origin of the page. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** A class like the browser's; in Node the default export of the package `ws`. */
  readonly WebSocket?: unknown;
}

/** A client of the system at `baseUrl`. Nothing is asked of the server before {@link Sentinel.start} or a call. */
export function createSentinel(_options: SentinelOptions = {}): Sentinel {
  const later = (): Promise<never> =>
    Promise.reject(
      new SentinelError({ code: "not_built", status: null, detail: "Not built yet", retryable: false, retryAfterMs: null, fields: [] }),
    );
  return {
    session: new Cell(null),
    connection: new Cell({ state: "offline" as const, retryAt: null }),
    chats: new Cell({ state: "empty" as const, chats: [], hasMore: false }),
    people: new Cell(new Map()),
    presence: new Cell(new Map()),
    alerts: new Cell({ items: [], unseen: 0, hasMore: false }),
    register: later,
    logIn: later,
    logOut: later,
    logOutEverywhere: later,
    sessions: later,
    endSession: later,
    changePassword: later,
    chat: () => {
      throw new Error("not_built");
    },
    loadMoreChats: later,
    startPrivateChat: later,
    createGroup: later,
    needPeople: () => undefined,
    findPeople: later,
    block: later,
    unblock: later,
    blocked: later,
    watchPresence: () => undefined,
    setStatus: later,
    status: later,
    search: later,
    media: later,
    mediaLinks: later,
    onMediaChanged: () => () => undefined,
    loadMoreAlerts: later,
    alertsSeen: later,
    preferences: later,
    setPreferences: later,
    decisions: later,
    webPushKey: later,
    registerWebPush: later,
    unregisterDevice: later,
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}
