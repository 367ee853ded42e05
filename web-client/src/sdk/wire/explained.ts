import type { Failure } from "../api";

const WORDS: Readonly<Record<string, string>> = {
  clock_skew: "The clock of this device is ahead of the server's by more than two minutes. Set it, then send again",
  chat_not_found: "You are not in this chat any more",
  forbidden: "You may not do that here",
  member_not_found: "Whom it is for is not in this chat",
  message_not_found: "The message is not there any more",
  message_too_large: "A message has 16 KiB at most",
  too_late: "The message is older than 48 hours",
  too_many_emojis: "There are too many different reactions to this message",
  media_rejected: "The server does not take this file",
  media_quota: "There is no room for this file: delete others first",
  payload_too_large: "The file is too large",
  unsupported_media_type: "Files of this kind are not taken",
};

/** With words for people, where the server only gave a code or the words of a protocol. */
export function explained(why: Failure): Failure {
  const words = WORDS[why.code];
  if (words === undefined) {
    return why;
  }
  const reason = why.code === "media_rejected" ? why.fields[0]?.message : undefined;
  return { ...why, detail: reason === undefined ? words : `${words}: ${reason}` };
}
