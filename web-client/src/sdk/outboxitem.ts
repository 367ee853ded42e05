import type { Failure } from "./api";
import { failed } from "./wire/problem";

/** A file that waits to be sent; its bytes are in the table `files`, where the store takes them. */
export interface OutboxFile {
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
  /** Under which it is announced, so that it is not uploaded as two. */
  readonly uploadId: string;
}

/**
 * A message that is not yet in its chat as an entry with a number. `accepted`: the server has it for good. `tried`: it was given to a
 * socket, and may have come there.
 */
export interface OutboxItem {
  readonly messageId: string;
  readonly chatId: string;
  readonly phase: "uploading" | "waiting" | "accepted" | "failed";
  readonly tried: boolean;
  readonly type: "text" | "image" | "file";
  readonly content: string | null;
  readonly replyTo: string | null;
  readonly to: string | null;
  readonly mediaId: string | null;
  readonly at: number;
  readonly failure: Failure | null;
  readonly file: OutboxFile | null;
  /** The id that it had before, which the server never took, and the one by which it keeps its place in the outbox. */
  readonly was?: string;
  readonly place?: string;
}

const MOST_CONTENT_BYTES = 16 * 1024;
const MOST_FRAME_BYTES = 60 * 1024;

/** @throws SentinelError for a text that the server would refuse, or that would cost the connection */
export function checkText(text: string): void {
  const bytes = new TextEncoder();
  if (text.trim() === "") {
    throw failed("validation_failed", "There is nothing to send", { fields: [{ field: "content", message: "is empty" }] });
  }
  if (bytes.encode(text).length > MOST_CONTENT_BYTES || bytes.encode(JSON.stringify(text)).length > MOST_FRAME_BYTES) {
    throw failed("message_too_large", "A message has 16 KiB at most");
  }
}
