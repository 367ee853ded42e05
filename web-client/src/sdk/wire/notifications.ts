import type { Alert, Decision, Preferences } from "../api";
import { Fields } from "./fields";

export function alert(fields: Fields): Alert {
  return {
    id: fields.text("id"),
    kind: fields.text("kind"),
    chatId: fields.maybeText("chat_id"),
    chatTitle: fields.maybeText("chat_title"),
    messages: fields.maybeWhole("messages") ?? 0,
    senderId: fields.maybeText("sender_id"),
    senderName: fields.maybeText("sender_name"),
    preview: fields.maybeText("preview"),
    at: fields.time("at"),
    seen: fields.flag("seen"),
    muted: fields.maybeFlag("muted") ?? false,
  };
}

export function alertPage(fields: Fields): { items: Alert[]; nextCursor: string | null; unseen: number } {
  return { items: fields.list("items", alert), nextCursor: fields.maybeText("next_cursor"), unseen: fields.whole("unseen") };
}

/** What the socket `/notifications` tells. Null: an event that is not known here. */
export function notification(json: unknown): { unseen: number; item: Alert } | null {
  const fields = new Fields(json);
  return fields.text("event") === "notification" ? { unseen: fields.whole("unseen"), item: fields.object("item", alert) } : null;
}

export function preferences(fields: Fields): Preferences {
  return {
    previews: fields.flag("previews"),
    quietHours: fields.maybeObject("quiet_hours", (hours) => ({
      from: hours.text("from"),
      to: hours.text("to"),
      zone: hours.text("zone"),
    })),
    mutedChats: fields.list("muted_chats", (chat) => ({ chatId: chat.text("chat_id"), until: chat.maybeTime("until") })),
  };
}

export function decisionPage(fields: Fields): { decisions: Decision[]; nextCursor: string | null } {
  return {
    decisions: fields.list("decisions", (decision) => ({
      chatId: decision.text("chat_id"),
      messageId: decision.text("message_id"),
      seq: decision.whole("seq"),
      deviceId: decision.text("device_id"),
      outcome: decision.text("outcome"),
      at: decision.time("at"),
    })),
    nextCursor: fields.maybeText("next_cursor"),
  };
}

/** What a browser registers for its pushes, and what its service worker is given of one. */
export function webPush(fields: Fields): { title: string; body: string; tag: string; data: Record<string, string> } {
  return {
    title: fields.text("title"),
    body: fields.text("body"),
    tag: fields.text("tag"),
    data: fields.textsByName("data"),
  };
}
