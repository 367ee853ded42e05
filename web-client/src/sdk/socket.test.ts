import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WS, { WebSocketServer } from "ws";
import type { Connection } from "./api";
import { Socket, type WebSocketClass } from "./socket";

/** As much of a STOMP server as one client needs. It counts what it is asked. */
class Stomp {
  readonly #server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "v12.stomp" });
  readonly frames: { command: string; headers: Record<string, string>; body: string }[] = [];
  beats = 0;
  beatEvery = 0;
  refuse: string | null = null;
  receipts = true;

  constructor() {
    this.#server.on("connection", (socket) => {
      socket.on("message", (data) => {
        const text = String(data);
        if (text === "\n") {
          this.beats++;
          return;
        }
        const [head = "", body = ""] = text.replace(/\0$/, "").split("\n\n");
        const [command = "", ...lines] = head.split("\n");
        const headers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/).slice(0, 2) as [string, string]));
        this.frames.push({ command, headers, body });
        if (command === "CONNECT" && this.refuse !== null) {
          socket.send(`ERROR\nmessage:${this.refuse}\n\n\0`);
          socket.close(1008);
        } else if (command === "CONNECT") {
          socket.send(`CONNECTED\nversion:1.2\nheart-beat:${this.beatEvery},${this.beatEvery}\n\n\0`);
        } else if (command === "SUBSCRIBE" && this.receipts) {
          socket.send(`RECEIPT\nreceipt-id:${headers["receipt"]}\n\n\0`);
        } else if (command === "DISCONNECT") {
          socket.send(`RECEIPT\nreceipt-id:${headers["receipt"]}\n\n\0`);
        }
      });
    });
  }

  listening(): Promise<void> {
    return new Promise((resolve) => void this.#server.once("listening", resolve));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/chat`;
  }

  tell(event: unknown): void {
    const body = typeof event === "string" ? event : JSON.stringify(event);
    this.#server.clients.forEach((socket) =>
      socket.send(`MESSAGE\nsubscription:events\nmessage-id:1\ndestination:/q\n\n${body}\0`),
    );
  }

  raw(text: string): void {
    this.#server.clients.forEach((socket) => socket.send(text));
  }

  drop(): void {
    this.#server.clients.forEach((socket) => socket.terminate());
  }

  close(): void {
    this.drop();
    this.#server.close();
  }

  count(command: string): number {
    return this.frames.filter((frame) => frame.command === command).length;
  }
}

let server: Stomp;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = new Stomp();
  await server.listening();
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.stop()));
  server.close();
  vi.unstubAllGlobals();
});

function client(
  token = (): Promise<string> => Promise.resolve("good"),
  renewed = (): Promise<string> => Promise.resolve("newer"),
) {
  const seen = { opened: 0, closed: 0, revoked: 0, events: [] as unknown[], states: [] as Connection[] };
  const socket = new Socket(
    server.url,
    "/user/queue/events",
    WS as unknown as WebSocketClass,
    { token, renewed },
    {
      opened: () => seen.opened++,
      closed: () => seen.closed++,
      revoked: () => seen.revoked++,
      heard: (json) => seen.events.push(json),
      state: (state) => seen.states.push(state),
    },
  );
  sockets.push(socket);
  socket.start();
  return { socket, seen };
}

describe("a socket", () => {
  it("is open when the SUBSCRIBE has its RECEIPT, and sends nothing before", async () => {
    server.receipts = false;
    const { socket, seen } = client();
    await vi.waitFor(() => expect(server.count("SUBSCRIBE")).toBe(1));
    expect(server.frames[0]?.headers).toMatchObject({
      "accept-version": "1.2",
      "heart-beat": "10000,10000",
      Authorization: "Bearer good",
    });
    expect(seen.opened).toBe(0);
    expect(socket.send("/app/typing", {})).toBe(false);
    server.raw("RECEIPT\nreceipt-id:subscribed\n\n\0");
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    expect(socket.send("/app/typing", { chat_id: "ä" })).toBe(true);
    await vi.waitFor(() => expect(server.frames.at(-1)).toMatchObject({ command: "SEND", body: '{"chat_id":"ä"}' }));
  });

  it("comes back by itself, and says when", async () => {
    const { seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    server.drop();
    await vi.waitFor(() => expect(seen.closed).toBe(1));
    const waiting = seen.states.filter((state) => state.state === "offline");
    expect(waiting).toHaveLength(1);
    expect((waiting[0]?.retryAt ?? 0) - Date.now()).toBeLessThanOrEqual(500);
    await vi.waitFor(() => expect(seen.opened).toBe(2), 5_000);
  });

  it("waits longer after each failure, up to 30 s, each time by chance", async () => {
    server.refuse = "too_many_sockets";
    vi.spyOn(Math, "random").mockReturnValue(0.01);
    const { seen } = client();
    await vi.waitFor(() => expect(server.count("CONNECT")).toBeGreaterThan(6), 10_000);
    const waits = seen.states.flatMap((state, index) => (state.retryAt === null ? [] : [[index, state.retryAt] as const]));
    expect(waits.length).toBeGreaterThan(5);
    vi.spyOn(Math, "random").mockReturnValue(1);
    const before = seen.states.length;
    await vi.waitFor(() => expect(seen.states.slice(before).some((state) => state.retryAt !== null)).toBe(true), 5_000);
    const longest = (seen.states.at(-1)?.retryAt ?? 0) - Date.now();
    expect(longest).toBeGreaterThan(10_000);
    expect(longest).toBeLessThanOrEqual(30_000);
    vi.restoreAllMocks();
  });

  it("stays away as long as the server asked", async () => {
    const { socket, seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    const before = Date.now();
    socket.goingAway(1_200);
    server.drop();
    await vi.waitFor(() => expect(seen.closed).toBe(1));
    socket.wake();
    await vi.waitFor(() => expect(seen.opened).toBe(2), 5_000);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_200);
  });

  it("asks for another token when one is refused, and says when the session is over", async () => {
    server.refuse = "token_expired";
    let token = "old";
    const renewed = vi.fn(() => {
      server.refuse = null;
      token = "new";
      return Promise.resolve(token);
    });
    const { seen } = client(() => Promise.resolve(token), renewed);
    await vi.waitFor(() => expect(seen.opened).toBe(1), 5_000);
    expect(renewed).toHaveBeenCalledWith("old");
    expect(server.frames.filter((frame) => frame.command === "CONNECT").at(-1)?.headers["Authorization"]).toBe("Bearer new");
    server.refuse = "session_revoked";
    server.drop();
    await vi.waitFor(() => expect(seen.revoked).toBeGreaterThan(0), 5_000);
  });

  it("goes on after what cannot be read", async () => {
    const { seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    server.tell("{nonsense");
    server.tell({ event: "typing" });
    await vi.waitFor(() => expect(seen.events).toEqual([null, { event: "typing" }]));
    expect(seen.closed).toBe(0);
  });

  it("beats when it hears the server's, for timers may sleep", async () => {
    const { seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    server.raw("\n");
    await vi.waitFor(() => expect(server.beats).toBe(1));
    server.raw("\n");
    server.tell({ event: "typing" });
    await vi.waitFor(() => expect(seen.events).toHaveLength(1));
    expect(server.beats).toBe(1);
  });

  it("says goodbye, and leaves nothing running", async () => {
    const { socket, seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    await socket.stop();
    expect(server.count("DISCONNECT")).toBe(1);
    expect(socket.send("/app/typing", {})).toBe(false);
    const states = seen.states.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(seen.states).toHaveLength(states);
    expect(server.count("CONNECT")).toBe(1);
  });

  it("connects at once when the browser is online again, and not before", async () => {
    const listeners = new Map<string, () => void>();
    vi.stubGlobal("window", {
      addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
      removeEventListener: (name: string) => listeners.delete(name),
    });
    const network = { onLine: true };
    vi.stubGlobal("navigator", network);
    const { socket, seen } = client();
    await vi.waitFor(() => expect(seen.opened).toBe(1));
    network.onLine = false;
    listeners.get("offline")?.();
    await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ state: "offline", retryAt: null }));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(server.count("CONNECT")).toBe(1);
    network.onLine = true;
    listeners.get("online")?.();
    await vi.waitFor(() => expect(seen.opened).toBe(2));
    await socket.stop();
    expect(listeners.size).toBe(0);
  });
});
