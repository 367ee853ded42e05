import type { Chat, Entry, Failure } from "../../sdk/api";
import { failureOf } from "../kit/Problem";

/** What a message answers, or which one is changed. */
export interface About {
  readonly what: "reply" | "edit";
  readonly entry: Entry;
}

export interface Said {
  readonly text: string;
  readonly files: readonly File[];
  readonly about: About | null;
}

/** What was not taken, and why. What was taken is not part of it: to post it again sends nothing twice. */
export interface Unsent {
  readonly said: Said;
  readonly failure: Failure;
}

/** Hands it to the library. Never rejects; null: all of it was taken. */
export async function post(chat: Chat, said: Said): Promise<Unsent | null> {
  const { text, files, about } = said;
  const replyTo = about?.what === "reply" ? { replyTo: about.entry.messageId } : {};
  try {
    if (about?.what === "edit") {
      if (text !== about.entry.content) await chat.edit(about.entry.messageId, text);
      return null;
    }
    if (files.length === 0) {
      await chat.send(text, replyTo);
      return null;
    }
  } catch (error) {
    return { said, failure: failureOf(error) };
  }
  const caption = text === "" ? {} : { caption: text };
  const results = await Promise.allSettled(
    files.map((file, index) => chat.sendFile(file, index === 0 ? { ...caption, ...replyTo } : {})),
  );
  const why = results.find((result) => result.status === "rejected");
  if (!why) return null;
  const left = files.filter((_, index) => results[index]?.status === "rejected");
  const failure = failureOf(why.reason);
  // The text and what it answers went with the first file.
  return { said: left[0] === files[0] ? { ...said, files: left } : { text: "", files: left, about: null }, failure };
}
