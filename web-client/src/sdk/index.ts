import type { Sentinel } from "./api";
import { Client } from "./client";
import type { WebSocketClass } from "./socket";
import { defaultStorage, type SentinelStorage } from "./storage";

export * from "./api";
export { BrowserStorage, MemoryStorage, type SentinelStorage, type Store, type StoredSession, type Table } from "./storage";
export type { WebSocketClass } from "./socket";

export interface SentinelOptions {
  /** Where the system is, as `https://chat.example.org`. Without it: the origin of the page. */
  readonly baseUrl?: string;
  /** Without it: the browser's own (localStorage and IndexedDB); elsewhere memory, which is gone with the process. */
  readonly storage?: SentinelStorage;
  readonly fetch?: typeof fetch;
  /** Without it: the browser's. In Node 20 the default export of the package `ws`. */
  readonly WebSocket?: WebSocketClass;
}

/**
 * A client of the system at `baseUrl`. Nothing is asked of the server before {@link Sentinel.start}, or before somebody registers or
 * logs in. One Sentinel serves one storage: a second one on the same needs a page of its own, or the first one stopped.
 */
export function createSentinel(options: SentinelOptions = {}): Sentinel {
  const baseUrl = options.baseUrl ?? globalThis.location?.origin;
  const WebSocket = options.WebSocket ?? globalThis.WebSocket;
  if (baseUrl === undefined || WebSocket === undefined) {
    throw new Error("Outside of a browser baseUrl and WebSocket have to be given");
  }
  return new Client({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    WebSocket,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    storage: options.storage ?? defaultStorage(),
  });
}
