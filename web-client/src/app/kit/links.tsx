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

/**
 * What ends a sentence, or a bracket that was opened before the address, is not part of it. The brackets are counted once: an address
 * may be as long as a message, and nothing but brackets.
 */
function withoutTail(address: string): string {
  let round = open(address, "(", ")");
  let square = open(address, "[", "]");
  let end = address.length;
  for (;;) {
    const last = address[end - 1];
    if (last === undefined) break;
    if (last === ")" && round < 0) round += 1;
    else if (last === "]" && square < 0) square += 1;
    else if (!".,;:!?…'\"*_~".includes(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

/** How many more are opened than closed; negative: more are closed. */
function open(text: string, opening: string, closing: string): number {
  let sum = 0;
  for (const character of text) sum += character === opening ? 1 : character === closing ? -1 : 0;
  return sum;
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
