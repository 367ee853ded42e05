// A chat in words: its name, and its last line.
import type { ChatSummary, Entry } from "../../sdk/api";
import { nameOf, type People } from "../kit/sentinel";
import { texts } from "../texts";

export function chatName(chat: ChatSummary, people: People): string {
  if (chat.kind === "group") return chat.title ?? texts.groups.title;
  return nameOf(people, chat.otherUserId);
}

/** What an entry says, in one line. */
export function entryText(entry: Entry, people: People, me: string): string {
  if (entry.type === "system") return changeText(entry, people, me);
  if (entry.deletedAt !== null) return texts.chats.deleted;
  if (entry.content) return entry.content;
  if (entry.type === "image") return texts.chats.photo;
  if (entry.type === "file") return entry.upload?.name ?? texts.chats.file;
  return texts.chats.unreadable;
}

/** What an entry of type `system` says. */
export function changeText(entry: Entry, people: People, me: string): string {
  const who = entry.senderId === me ? texts.you : nameOf(people, entry.senderId);
  const userId = entry.change?.userId ?? null;
  const whom = userId === me ? texts.you.toLowerCase() : nameOf(people, userId);
  switch (entry.content) {
    case "chat_created":
      return texts.changes.chat_created(who, entry.change?.title ?? null);
    case "chat_updated":
      return texts.changes.chat_updated(who, entry.change?.title ?? null);
    case "member_added":
      return texts.changes.member_added(who, whom);
    case "member_removed":
      return userId === entry.senderId ? texts.changes.left(who) : texts.changes.member_removed(who, whom);
    case "role_changed": {
      const role = entry.change?.role;
      return texts.changes.role_changed(who, whom, role ? texts.groups.roles[role].toLowerCase() : "");
    }
    default:
      return texts.changes.other;
  }
}

/** Whose names a line needs. */
export function peopleOf(entry: Entry): string[] {
  const userId = entry.change?.userId;
  return userId ? [entry.senderId, userId] : [entry.senderId];
}
