import type { MediaFile } from "../api";
import type { Fields } from "./fields";

/** One PUT of an upload: `size` bytes of the file from `offset` on. */
export interface UploadPart {
  readonly number: number;
  readonly offset: number;
  readonly size: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A file that was announced. `parts` is null where there is nothing to send any more. */
export interface Announced {
  readonly mediaId: string;
  readonly expiresAt: number | null;
  readonly parts: readonly UploadPart[] | null;
}

export function announced(fields: Fields): Announced {
  const upload = fields.maybeObject("upload", (inner) => ({
    expiresAt: inner.time("expires_at"),
    parts: inner.list("parts", part),
  }));
  return { mediaId: fields.text("media_id"), expiresAt: upload?.expiresAt ?? null, parts: upload?.parts ?? null };
}

function part(fields: Fields): UploadPart {
  return {
    number: fields.whole("number"),
    offset: fields.whole("offset"),
    size: fields.whole("size"),
    url: fields.text("url"),
    headers: fields.textsByName("headers"),
  };
}

export function mediaFile(fields: Fields): MediaFile {
  return {
    mediaId: fields.text("media_id"),
    state: fields.oneOf("state", ["uploading", "inspecting", "ready", "rejected"] as const, "inspecting"),
    fileName: fields.text("file_name"),
    contentType: fields.text("content_type"),
    size: fields.whole("size"),
    width: fields.maybeWhole("width"),
    height: fields.maybeWhole("height"),
    thumbnail: fields.maybeFlag("thumbnail") ?? false,
    scanned: fields.maybeFlag("scanned") ?? false,
    reason: fields.maybeText("reason"),
  };
}

export function mediaLinks(fields: Fields): { content: string; thumbnail: string | null; expiresAt: number } {
  return { content: fields.text("content"), thumbnail: fields.maybeText("thumbnail"), expiresAt: fields.time("expires_at") };
}
