import type { Entry } from "./api";
import type { OutboxItem } from "./outboxitem";
import type { Uploads } from "./uploads";

/** What waits in the outbox, as entries: the same object until something about it changes. */
export class Waiting {
  readonly #made = new Map<string, { item: OutboxItem; sent: number; entry: Entry }>();

  constructor(
    private readonly me: string,
    private readonly uploads: Uploads,
  ) {}

  of(item: OutboxItem): Entry {
    const { messageId, file, mediaId } = item;
    const sent = this.uploads.sent(messageId);
    const before = this.#made.get(messageId);
    if (before?.item === item && before.sent === sent) {
      return before.entry;
    }
    const upload =
      file === null
        ? null
        : {
            name: file.name,
            size: file.size,
            sent: mediaId === null ? sent : file.size,
            preview: this.uploads.preview(messageId),
          };
    const entry = waitingEntry(item, this.me, upload);
    this.#made.set(messageId, { item, sent, entry });
    return entry;
  }

  forget(messageId: string): void {
    this.#made.delete(messageId);
  }
}

/** What waits, as an entry. */
export function waitingEntry(item: OutboxItem, me: string, upload: Entry["upload"]): Entry {
  return {
    messageId: item.messageId,
    chatId: item.chatId,
    seq: null,
    senderId: me,
    type: item.type,
    content: item.content,
    at: item.at,
    replyTo: item.replyTo,
    to: item.to,
    mediaId: item.mediaId,
    editedAt: null,
    deletedAt: null,
    reactions: [],
    change: null,
    state: item.phase === "failed" ? "failed" : item.phase === "accepted" ? "sent" : "sending",
    failure: item.failure,
    upload,
  };
}
