import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { v4 } from "uuid";
import type { Failure, MediaFile } from "./api";
import type { OutboxFile, OutboxItem } from "./outboxitem";
import { put } from "./put";
import type { Rest } from "./rest";
import type { Store } from "./storage";
import type { Tabs } from "./tabs";
import { backoff, sleep } from "./timers";
import { announced, mediaFile, type Announced } from "./wire/media";
import { failed, failureOf } from "./wire/problem";

/** Whom an upload tells how it goes. */
export interface UploadOwner {
  /** Whether the message still waits for its file. */
  wanted(messageId: string): boolean;
  progress(messageId: string): void;
  uploaded(messageId: string, mediaId: string, type: "image" | "file"): Promise<void>;
  failed(messageId: string, why: Failure): Promise<void>;
}

interface Upload {
  readonly abort: AbortController;
  /** Parts that the store has, by number. */
  readonly done: Map<number, number>;
  mediaId: string | null;
  /** Of the part that is on its way. */
  partly: number;
}

const SLICE = 1024 * 1024;
const SHOWN_AS_IMAGES: readonly string[] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const AGAIN = 3;

/**
 * Brings files to the server: hash, announce, put in parts, complete. An upload goes on through failures that pass, and after a reload
 * where the store keeps files; where it does not, the message ends as `failed` with `file_gone`. Tabs take turns at one file.
 */
export class Uploads {
  readonly #running = new Map<string, Upload>();
  readonly #blobs = new Map<string, Blob>();
  readonly #hashes = new Map<string, string>();

  constructor(
    private readonly rest: Rest,
    private readonly fetch: typeof globalThis.fetch,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly owner: UploadOwner,
  ) {}

  /** Keeps the file for as long as its message waits. */
  async keep(messageId: string, file: File): Promise<OutboxFile> {
    this.#blobs.set(messageId, file);
    await this.store.put("files", messageId, file).catch(() => undefined);
    return { name: safeName(file.name), size: file.size, contentType: file.type || "application/octet-stream", uploadId: v4() };
  }

  begin(item: OutboxItem): void {
    const { messageId, file } = item;
    if (file === null || this.#running.has(messageId)) {
      return;
    }
    const upload: Upload = { abort: new AbortController(), done: new Map(), mediaId: null, partly: 0 };
    this.#running.set(messageId, upload);
    this.tabs
      .alone(`upload.${messageId}`, async () => {
        if (!upload.abort.signal.aborted && this.owner.wanted(messageId)) {
          const ready = await this.#bring(messageId, file, upload);
          await this.owner.uploaded(messageId, ready.mediaId, SHOWN_AS_IMAGES.includes(ready.contentType) ? "image" : "file");
        }
      })
      .catch(async (thrown: unknown) => {
        if (!upload.abort.signal.aborted) {
          await this.owner.failed(messageId, { ...failureOf(thrown), retryable: false });
        }
      })
      .finally(() => this.#running.delete(messageId))
      .catch(() => undefined);
  }

  /**
   * The message does not wait any more: what is on its way ends. What was announced for nothing goes, but only when the message was
   * `discarded`: the file of one that was sent is the same on the server, whichever tab brought it.
   */
  gone(messageId: string, discarded: boolean): void {
    this.#blobs.delete(messageId);
    this.#hashes.delete(messageId);
    const upload = this.#running.get(messageId);
    if (upload !== undefined) {
      upload.abort.abort();
      if (discarded && upload.mediaId !== null) {
        this.rest.call("DELETE", `/media/${encodeURIComponent(upload.mediaId)}`, { repeatable: true }).catch(() => undefined);
      }
    }
  }

  /** Bytes that went out so far. */
  sent(messageId: string): number {
    const upload = this.#running.get(messageId);
    return upload === undefined ? 0 : [...upload.done.values()].reduce((sum, size) => sum + size, upload.partly);
  }

  preview(messageId: string): Blob | null {
    return this.#blobs.get(messageId) ?? null;
  }

  end(): void {
    this.#running.forEach((upload) => upload.abort.abort());
    this.#running.clear();
  }

  /** Once more, from the announcement on, while a failure can pass. */
  async #bring(messageId: string, file: OutboxFile, upload: Upload): Promise<MediaFile> {
    const blob = await this.#blob(messageId);
    const { signal } = upload.abort;
    for (let failures = 0, missing = 0; ; failures++) {
      try {
        return await this.#once(messageId, file, blob, upload);
      } catch (thrown) {
        const why = failureOf(thrown);
        if (why.code === "upload_missing" && ++missing < AGAIN) {
          upload.done.clear();
        } else if (signal.aborted || !why.retryable || why.code === "upload_missing" || refusedForGood(why, failures)) {
          throw thrown;
        }
        await sleep(backoff(failures, 500, 30_000, why.retryAfterMs ?? 200), signal).catch(() => {
          throw thrown;
        });
      }
    }
  }

  async #once(messageId: string, file: OutboxFile, blob: Blob, upload: Upload): Promise<MediaFile> {
    const announcement = await this.#announce(messageId, file, blob, upload);
    upload.mediaId = announcement.mediaId;
    for (const part of announcement.parts ?? []) {
      if (!upload.done.has(part.number)) {
        const bytes = blob.slice(part.offset, part.offset + part.size);
        await put(this.fetch, part.url, part.headers, bytes, upload.abort.signal, (sent) => {
          upload.partly = sent;
          this.owner.progress(messageId);
        }).finally(() => {
          upload.partly = 0;
        });
        upload.done.set(part.number, part.size);
        this.owner.progress(messageId);
      }
    }
    for (let tries = 0; ; tries++) {
      const looked = await this.rest.call("POST", `/media/${encodeURIComponent(announcement.mediaId)}/complete`, {
        decode: (fields, status) => (status === 202 ? null : mediaFile(fields)),
        repeatable: true,
        signal: upload.abort.signal,
      });
      if (looked !== null) {
        return looked;
      }
      await sleep(backoff(tries, 500, 5_000, 300), upload.abort.signal).catch(() => {
        throw failed("cancelled", "It was cancelled");
      });
    }
  }

  async #announce(messageId: string, file: OutboxFile, blob: Blob, upload: Upload): Promise<Announced> {
    const hash = this.#hashes.get(messageId) ?? (await hashOf(blob, upload.abort.signal));
    this.#hashes.set(messageId, hash);
    return this.rest.call("POST", "/media", {
      body: { file_name: file.name, size: file.size, sha256: hash, content_type: file.contentType },
      headers: { "Idempotency-Key": file.uploadId },
      decode: announced,
      repeatable: true,
      signal: upload.abort.signal,
    });
  }

  async #blob(messageId: string): Promise<Blob> {
    const blob = this.#blobs.get(messageId) ?? ((await this.store.get("files", messageId)) as Blob | undefined);
    if (blob === undefined) {
      throw failed(
        "file_gone",
        "The page was closed before the file was uploaded, and this device did not keep it. Choose it again",
      );
    }
    this.#blobs.set(messageId, blob);
    return blob;
  }
}

/** SHA-256 in hexadecimal digits. Slice by slice, so that the page goes on meanwhile; without `crypto.subtle`, which plain http lacks. */
export async function hashOf(blob: Blob, signal: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for (let offset = 0; offset < blob.size; offset += SLICE) {
    if (signal.aborted) {
      throw failed("cancelled", "It was cancelled");
    }
    let slice: ArrayBuffer;
    try {
      slice = await blob.slice(offset, offset + SLICE).arrayBuffer();
    } catch {
      throw failed("file_gone", "The file cannot be read any more. Choose it again");
    }
    hash.update(new Uint8Array(slice));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return bytesToHex(hash.digest());
}

/** The store takes no part: an address may have been too old, so it is tried with new ones, but not for ever. */
function refusedForGood(why: Failure, failures: number): boolean {
  return why.code.startsWith("status_4") && failures + 1 >= AGAIN;
}

/** A name that the server takes: one line without slashes, of 255 characters at most. */
function safeName(name: string): string {
  const plain = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "_").trim();
  return plain === "" ? "file" : plain.slice(-255);
}
