import { createContext, useContext } from "react";
import type { Chat, Entry } from "../../sdk/api";
import type { People } from "../kit/sentinel";

/** What every line of a chat needs beside its entry. The functions stay the same for as long as the chat is open. */
export interface Lines {
  readonly chat: Chat;
  readonly me: string;
  readonly group: boolean;
  readonly canWrite: boolean;
  readonly canDeleteAll: boolean;
  readonly people: People;
  /** The entry of this id, where it is loaded. */
  find(messageId: string): Entry | null;
  reply(entry: Entry): void;
  edit(entry: Entry): void;
  remove(entry: Entry): void;
  info(entry: Entry): void;
  jump(messageId: string): void;
  view(entry: Entry): void;
  /** Moves the focus to the next, the previous, the first or the last line. */
  move(from: string, to: "next" | "previous" | "first" | "last"): void;
  /** Moves the focus to where one writes. */
  leave(): void;
  attempt(work: Promise<unknown>): void;
}

export const LinesContext = createContext<Lines | null>(null);

export function useLines(): Lines {
  const lines = useContext(LinesContext);
  if (!lines) throw new Error("no chat around this line");
  return lines;
}
