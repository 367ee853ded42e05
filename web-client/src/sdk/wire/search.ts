import type { Hit } from "../api";
import type { Fields } from "./fields";

export interface SearchAnswer {
  readonly hits: readonly Hit[];
  readonly nextCursor: string | null;
  readonly fuzzy: boolean;
  readonly indexedThrough: ReadonlyMap<string, number>;
}

export function searchAnswer(fields: Fields): SearchAnswer {
  return {
    hits: fields.list("hits", hit),
    nextCursor: fields.maybeText("next_cursor"),
    fuzzy: fields.flag("fuzzy"),
    indexedThrough: fields.wholes("indexed_through"),
  };
}

function hit(fields: Fields): Hit {
  return {
    messageId: fields.text("message_id"),
    chatId: fields.text("chat_id"),
    seq: fields.whole("seq"),
    senderId: fields.text("sender_id"),
    type: fields.oneOf("type", ["text", "image", "file"] as const, "text"),
    at: fields.time("timestamp"),
    snippet: pieces(fields.maybeText("snippet") ?? ""),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** The server's HTML, of which only `<em>`, `</em>` and entities mean anything; all else is text, markup included. */
export function pieces(html: string): Hit["snippet"] {
  const found: { text: string; found: boolean }[] = [];
  let inside = false;
  for (const token of html.split(/(<em>|<\/em>)/)) {
    if (token === "<em>" || token === "</em>") {
      inside = token === "<em>";
    } else if (token !== "") {
      found.push({ text: unescaped(token), found: inside });
    }
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, (all, decimal, hex, name: string | undefined) => {
    if (name !== undefined) {
      return ENTITIES[name] ?? all;
    }
    const point = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : all;
  });
}
