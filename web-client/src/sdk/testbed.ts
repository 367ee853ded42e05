import { connect, createServer, type Server, type Socket } from "node:net";
import WS from "ws";
import {
  createSentinel,
  MemoryStorage,
  type Chat,
  type Entry,
  type Sentinel,
  type SentinelStorage,
  type WebSocketClass,
} from "./index";

/** The system that the tests talk to; without it they are skipped, and say so. */
export const SYSTEM = process.env["SENTINEL_URL"];

if (SYSTEM === undefined) {
  console.warn("SKIPPED: the tests against a running system. Set SENTINEL_URL, or use `npm run test:system`.");
}

export const PASSWORD = "correct horse battery";

/** Waits until `what` is true (or gives something), 30 s at most. */
export async function until<T>(what: () => T | Promise<T>, patience = 30_000): Promise<NonNullable<T>> {
  const end = Date.now() + patience;
  for (;;) {
    const value = await what();
    if (value !== false && value !== null && value !== undefined) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`It did not become so within ${patience} ms: ${what.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Stands between a client and the system, and can be cut. */
export class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  cuts = 0;

  private constructor(to: URL) {
    this.#server = createServer((client) => {
      if (this.#cut) {
        client.destroy();
        return;
      }
      const system = connect(Number(to.port), to.hostname);
      for (const [one, other] of [
        [client, system],
        [system, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async to(system: string): Promise<Wire> {
    const wire = new Wire(new URL(system));
    await new Promise<void>((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  /** Ends all connections in the middle of whatever they do, and takes no new ones. */
  cut(): void {
    this.#cut = true;
    this.cuts++;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

/** People of one test, and what has to be closed after it. */
export class Cast {
  readonly #open: { stop(): Promise<void> | void }[] = [];

  async wire(): Promise<Wire> {
    const wire = await Wire.to(SYSTEM ?? "");
    this.#open.push({ stop: () => wire.close() });
    return wire;
  }

  /** A Sentinel that has begun, signed in as whoever the storage knows. */
  client(storage: SentinelStorage = new MemoryStorage(), baseUrl = SYSTEM ?? ""): Sentinel {
    const sentinel = createSentinel({ baseUrl, storage, WebSocket: WS as unknown as WebSocketClass });
    this.#open.push(sentinel);
    sentinel.start();
    return sentinel;
  }

  /** Somebody new who is online. */
  async person(name: string, baseUrl?: string, storage?: SentinelStorage): Promise<Sentinel> {
    const sentinel = this.client(storage, baseUrl);
    const username = `${name}${crypto.randomUUID().slice(0, 8)}`;
    await sentinel.register(username, PASSWORD, `${username}@example.org`);
    await online(sentinel);
    return sentinel;
  }

  /** The same person on another device. */
  async again(person: Sentinel, baseUrl?: string): Promise<Sentinel> {
    const sentinel = this.client(undefined, baseUrl);
    await sentinel.logIn(person.session.get()?.username ?? "", PASSWORD);
    await online(sentinel);
    return sentinel;
  }

  async end(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((one) => one.stop()));
  }
}

export const online = (sentinel: Sentinel): Promise<boolean> => until(() => sentinel.connection.get().state === "online");

export const idOf = (sentinel: Sentinel): string => sentinel.session.get()?.userId ?? "";

/** A chat that somebody looks at, with all that there is now. */
export async function opened(sentinel: Sentinel, chatId: string): Promise<Chat> {
  const chat = sentinel.chat(chatId);
  chat.view.watch(() => undefined);
  await until(() => chat.view.get().entries.length > 0 && chat.view.get().loading === null);
  return chat;
}

export const entryOf = (chat: Chat, messageId: string): Entry | undefined =>
  chat.view.get().entries.find((entry) => entry.messageId === messageId);

/** What the messages of a chat say, in their order, of those that have a number. */
export const reads = (chat: Chat): (string | null)[] =>
  chat.view
    .get()
    .entries.filter((entry) => entry.seq !== null && entry.type !== "system")
    .map((entry) => entry.content);

/** No number and no id twice, ascending. */
export function isOrderly(chat: Chat): boolean {
  const entries = chat.view.get().entries;
  const seqs = entries.flatMap((entry) => entry.seq ?? []);
  return (
    new Set(entries.map((entry) => entry.messageId)).size === entries.length &&
    seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))
  );
}
