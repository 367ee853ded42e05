import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Failure } from "./api";
import { Clock } from "./clock";
import { Outbox } from "./outbox";
import type { OutboxItem } from "./outboxitem";
import { Rest } from "./rest";
import { MemoryStorage, type Store } from "./storage";
import { Tabs } from "./tabs";
import { hashOf, Uploads } from "./uploads";

const BYTES = "0123456789".repeat(3);

/** media-service and its store, as far as one file goes. */
class MediaServer {
  readonly parts = new Map<number, string>();
  readonly asked: string[] = [];
  announced: Record<string, unknown> | null = null;
  keys = new Set<string>();
  failPuts = 0;
  /** Of all parts, or of this one. */
  failing: string | null = null;
  forgets = 0;
  completes: (() => Response)[] = [];

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const { pathname } = new URL(String(input));
    this.asked.push(`${init.method} ${pathname}`);
    if (pathname === "/media") {
      this.announced = JSON.parse(String(init.body)) as Record<string, unknown>;
      this.keys.add(new Headers(init.headers).get("idempotency-key") ?? "");
      const part = (number: number) => ({
        number,
        offset: (number - 1) * 10,
        size: 10,
        method: "PUT",
        url: `http://store/part/${number}`,
        headers: { "x-amz-checksum-sha256": "abc", "content-length": "10" },
      });
      const upload = { expires_at: "2026-11-22T08:00:00.000Z", parts: [1, 2, 3].map(part) };
      return Response.json({ media_id: "media", state: "uploading", upload });
    }
    if (pathname.startsWith("/part/")) {
      expect(new Headers(init.headers).has("content-length")).toBe(false);
      if ((this.failing === null || pathname.endsWith(this.failing)) && this.failPuts-- > 0) {
        throw new TypeError("cut");
      }
      this.parts.set(Number(pathname.slice(6)), await (init.body as Blob).text());
      return new Response(null);
    }
    if (pathname === "/media/media/complete") {
      const answer = this.completes.shift();
      if (answer !== undefined) {
        return answer();
      }
      const file = {
        media_id: "media",
        state: "ready",
        file_name: "f",
        content_type: "image/png",
        size: 30,
        width: 1,
        height: 1,
      };
      return Response.json({ ...file, thumbnail: true, scanned: false, reason: null });
    }
    return new Response(null, { status: 204 });
  };
}

const problem = (status: number, code: string, errors: object[] = []): Response =>
  Response.json({ code, title: code, status, retryable: code === "upload_missing", errors }, { status });

async function uploading(server: MediaServer, store?: Store) {
  const kept = store ?? (await new MemoryStorage().open("me"));
  const rest = new Rest("http://sentinel", server.fetch as typeof fetch, null, new AbortController().signal, new Clock());
  const outcome: { uploaded: string[]; failed: Failure[]; progress: number[] } = { uploaded: [], failed: [], progress: [] };
  const uploads: Uploads = new Uploads(rest, server.fetch as typeof fetch, kept, new Tabs(false, () => undefined), {
    wanted: () => true,
    progress: (messageId) => outcome.progress.push(uploads.sent(messageId)),
    uploaded: async (_, mediaId, type) => void outcome.uploaded.push(`${mediaId} ${type}`),
    failed: async (_, why) => void outcome.failed.push(why),
  });
  return { uploads, outcome, store: kept };
}

async function begin(uploads: Uploads, file = new File([BYTES], "a/b\u202egpj.exe", { type: "image/png" })): Promise<OutboxItem> {
  const item = { messageId: "m", file: await uploads.keep("m", file) } as OutboxItem;
  uploads.begin(item);
  return item;
}

describe("an upload", () => {
  it("announces the hash, sends each part, and is what the server says it is", async () => {
    const server = new MediaServer();
    const { uploads, outcome } = await uploading(server);
    await begin(uploads);
    await vi.waitFor(() => expect(outcome.uploaded).toEqual(["media image"]));
    expect(server.announced).toMatchObject({
      file_name: "a_b_gpj.exe",
      size: 30,
      sha256: createHash("sha256").update(BYTES).digest("hex"),
      content_type: "image/png",
    });
    expect([...server.parts.values()].join("")).toBe(BYTES);
    expect(outcome.progress.at(-1)).toBe(30);
  });

  it("tries a part again, and does not send again what arrived", async () => {
    const server = new MediaServer();
    const { uploads, outcome } = await uploading(server);
    server.failPuts = 2;
    server.failing = "2";
    await begin(uploads);
    await vi.waitFor(() => expect(outcome.uploaded).toHaveLength(1), 10_000);
    expect(server.asked.filter((call) => call.startsWith("PUT"))).toHaveLength(5);
    expect(server.keys.size).toBe(1);
  });

  it("sends all again when the server misses some, and waits while it is looked at", async () => {
    const server = new MediaServer();
    const { uploads, outcome } = await uploading(server);
    server.completes = [() => problem(409, "upload_missing"), () => Response.json({}, { status: 202 })];
    await begin(uploads);
    await vi.waitFor(() => expect(outcome.uploaded).toHaveLength(1), 10_000);
    expect(server.asked.filter((call) => call.startsWith("PUT"))).toHaveLength(6);
  });

  it("ends with the reason when it is refused", async () => {
    const server = new MediaServer();
    const { uploads, outcome } = await uploading(server);
    server.completes = [() => problem(422, "media_rejected", [{ field: "content", message: "polyglot" }])];
    await begin(uploads);
    await vi.waitFor(() => expect(outcome.failed).toHaveLength(1));
    expect(outcome.failed[0]).toMatchObject({ code: "media_rejected", retryable: false, fields: [{ message: "polyglot" }] });
  });

  it("ends when nobody wants it any more, and takes back the announcement", async () => {
    const server = new MediaServer();
    const { uploads, outcome } = await uploading(server);
    server.failPuts = 1_000;
    await begin(uploads);
    await vi.waitFor(() => expect(server.asked.some((call) => call.startsWith("PUT"))).toBe(true));
    uploads.gone("m", true);
    await vi.waitFor(() => expect(server.asked).toContain("DELETE /media/media"));
    expect(outcome).toMatchObject({ uploaded: [], failed: [] });
    expect(uploads.preview("m")).toBeNull();
  });

  it.each([
    ["the message was sent by another tab", () => undefined],
    ["the store is slow to let go of the file", (server: MediaServer) => void (server.failPuts = 0)],
  ])("does not take back the file of a message that was sent: %s", async (_, then) => {
    const server = new MediaServer();
    server.failPuts = 1_000;
    const memory = await new MemoryStorage().open("me");
    const slow: Store = {
      ...memory,
      remove: (table, key) => (table === "files" ? new Promise(() => undefined) : memory.remove(table, key)),
    };
    const rest = new Rest("http://sentinel", server.fetch as typeof fetch, null, new AbortController().signal, new Clock());
    const tabs = new Tabs(false, () => undefined);
    const uploads: Uploads = new Uploads(rest, server.fetch as typeof fetch, slow, tabs, {
      wanted: () => true,
      progress: () => undefined,
      uploaded: (messageId, mediaId, type) => outbox.uploaded(messageId, mediaId, type),
      failed: (messageId, why) => outbox.wasRefused(messageId, why),
    });
    const outbox: Outbox = new Outbox("me", slow, tabs, {
      clock: new Clock(),
      send: () => true,
      changed: () => undefined,
      upload: (item) => uploads.begin(item),
      gone: (messageId, discarded) => uploads.gone(messageId, discarded),
    });
    const file = await uploads.keep("m", new File([BYTES], "f"));
    const nothing = { replyTo: null, to: null, mediaId: null, failure: null, content: null, tried: false, at: 1 };
    await outbox.add({ messageId: "m", chatId: "c", phase: "uploading", type: "file", file, ...nothing });
    await vi.waitFor(() => expect(server.asked.some((call) => call.startsWith("PUT"))).toBe(true));
    then(server);
    await vi.waitFor(() => expect(outbox.get("m")?.phase).toBe(server.failPuts > 0 ? "uploading" : "waiting"), 10_000);
    void outbox.confirmed("m");
    expect(outbox.get("m")).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    uploads.end();
  });

  it("goes on after a restart where the store kept the file, and says so where not", async () => {
    const server = new MediaServer();
    const first = await uploading(server);
    server.failPuts = 1_000;
    const item = await begin(first.uploads);
    first.uploads.end();
    server.failPuts = 0;
    const second = await uploading(server, first.store);
    second.uploads.begin(item);
    await vi.waitFor(() => expect(second.outcome.uploaded).toEqual(["media image"]));
    const third = await uploading(server);
    third.uploads.begin(item);
    await vi.waitFor(() => expect(third.outcome.failed[0]?.code).toBe("file_gone"));
  });
});

describe("a hash", () => {
  it("is that of all slices", async () => {
    const bytes = new Uint8Array(2_500_000).map((_, index) => index % 251);
    const hash = await hashOf(new Blob([bytes]), new AbortController().signal);
    expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
  });
});
