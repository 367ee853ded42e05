import type { ReactNode } from "react";

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu;

export interface Piece {
  readonly text: string;
  /** Null: plain text. Otherwise http or https and nothing else. */
  readonly href: string | null;
}

/** Cuts a text at its web addresses. All pieces in their order are the text, nothing added and nothing left out. */
export function cutAtLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = withoutTail(match[0]);
    const href = safeHref(shown);
    if (href === null) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), href: null });
    pieces.push({ text: shown, href });
    done = match.index + shown.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}

/** What ends a sentence, or a bracket that was opened before the address, is not part of it. */
function withoutTail(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? "";
    const inside = address.slice(0, end);
    if (".,;:!?…'\"*_~".includes(last)) end -= 1;
    else if (last === ")" && count(inside, ")") > count(inside, "(")) end -= 1;
    else if (last === "]" && count(inside, "]") > count(inside, "[")) end -= 1;
    else return inside;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

/** The text, with its web addresses as links. Nothing else in it becomes markup. */
export function linked(text: string): ReactNode {
  const pieces = cutAtLinks(text);
  if (pieces.every((piece) => piece.href === null)) return text;
  return pieces.map((piece, index) =>
    piece.href === null ? (
      piece.text
    ) : (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {piece.text}
      </a>
    ),
  );
}
