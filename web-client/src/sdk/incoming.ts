import type { Changes } from "./changes";
import type { Chats } from "./chats";
import type { Clock } from "./clock";
import type { Leftovers } from "./leftovers";
import type { Outbox } from "./outbox";
import type { PresenceWatch } from "./presence";
import { serverEvent, type ServerEvent, type UnknownEvent } from "./wire/events";
import { failure } from "./wire/problem";

/** Who is told what. */
export interface Hearers {
  readonly me: string;
  readonly chats: Chats;
  readonly outbox: Outbox;
  readonly changes: Changes;
  readonly presence: PresenceWatch;
}

export interface Asides {
  readonly clock: Clock;
  catchUp(): void;
  goingAway(ms: number): void;
  revoked(): void;
  mediaChanged(mediaId: string, state: "ready" | "rejected" | "deleted"): void;
}

/** Events of the socket `/chat`, each to whom it concerns. */
export class Incoming {
  constructor(
    private readonly to: Hearers,
    private readonly leftovers: Leftovers,
    private readonly asides: Asides,
  ) {}

  heard(json: unknown): void {
    let event: ServerEvent | UnknownEvent;
    try {
      event = serverEvent(json);
    } catch {
      return; // What cannot be read leaves a gap, and a gap is synced.
    }
    switch (event.event) {
      case "message_accepted":
        this.leftovers.expect();
        void this.to.outbox.wasAccepted(event.messageId);
        this.to.changes.wasAccepted(event.messageId);
        break;
      case "message_rejected": {
        const why = failure(event.code, event.code, { retryable: event.retryable });
        void this.to.outbox.wasRefused(event.messageId, why);
        this.to.changes.wasRefused(event.messageId, why);
        break;
      }
      case "error":
        this.#refused(event);
        break;
      case "message_delivered":
        if (event.userId === this.to.me) {
          this.to.chats.marks.arrived(event.chatId, event.seq);
        }
        this.to.chats.heard(event);
        break;
      case "presence_changed":
        this.to.presence.heard(event.userId, event.presence);
        break;
      case "media_changed":
        if (event.state !== null) {
          this.asides.mediaChanged(event.mediaId, event.state);
        }
        break;
      case "going_away":
        this.asides.goingAway(event.reconnectAfterMs);
        break;
      case "session_revoked":
        this.asides.revoked();
        break;
      case "sync_required":
        this.to.chats.heard(event);
        if (event.all) {
          this.asides.catchUp();
        }
        break;
      default:
        this.to.chats.heard(event);
    }
  }

  #refused(event: ServerEvent & { event: "error" }): void {
    this.asides.clock.learn(event.serverTime);
    if (event.messageId !== null) {
      void this.to.outbox.wasRefused(event.messageId, event.failure);
      this.to.changes.wasRefused(event.messageId, event.failure);
      return;
    }
    if (event.failure.code === "too_many_requests") {
      this.to.presence.refused(event.failure.retryAfterMs ?? 5_000);
    }
    if (event.failure.retryable && event.requestId === null) {
      this.to.chats.marks.refused(event.failure.retryAfterMs ?? 1_000);
    }
  }
}
