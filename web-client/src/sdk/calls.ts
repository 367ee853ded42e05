import type { Decision, DeviceSession, MediaFile, Person, Preferences, SearchPage, Status } from "./api";
import { search } from "./search";
import { isoTime } from "./settings";
import type { SignedIn } from "./signedin";
import { mediaFile, mediaLinks } from "./wire/media";
import { decisionPage } from "./wire/notifications";
import { deviceSessions, people, status } from "./wire/people";
import type { Fields } from "./wire/fields";

/** What is one call to the server each, in the name of who is signed in. */
export abstract class Calls {
  /** @throws SentinelError while nobody is */
  protected abstract here(): SignedIn;

  /** So that what is thrown rejects. */
  protected async inTheName<T>(action: (here: SignedIn) => Promise<T>): Promise<T> {
    return action(this.here());
  }

  sessions(): Promise<readonly DeviceSession[]> {
    return this.inTheName((here) => here.rest.get("/sessions", deviceSessions));
  }

  endSession(sessionId: string): Promise<void> {
    return this.inTheName((here) => here.rest.call("DELETE", `/sessions/${encodeURIComponent(sessionId)}`));
  }

  changePassword(current: string, next: string): Promise<void> {
    const body = { current_password: current, new_password: next };
    return this.inTheName((here) => here.rest.call("POST", "/users/me/password", { body }));
  }

  findPeople(prefix: string): Promise<readonly Person[]> {
    return this.inTheName(async (here) => {
      const found = await here.rest.get("/users/show", people, { prefix, page_size: 20 });
      here.people.learn(found);
      return found;
    });
  }

  block(userId: string): Promise<void> {
    return this.inTheName((here) =>
      here.rest.call("PUT", `/users/me/blocks/${encodeURIComponent(userId)}`, { repeatable: true }),
    );
  }

  unblock(userId: string): Promise<void> {
    return this.inTheName((here) =>
      here.rest.call("DELETE", `/users/me/blocks/${encodeURIComponent(userId)}`, { repeatable: true }),
    );
  }

  blocked(): Promise<readonly Person[]> {
    return this.inTheName((here) => here.rest.get("/users/me/blocks", people));
  }

  setStatus(wanted: Status): Promise<void> {
    const body = { kind: wanted.kind, text: wanted.text, until: isoTime(wanted.until) };
    return this.inTheName((here) => here.rest.call("PUT", "/users/me/status", { body, repeatable: true }));
  }

  status(): Promise<Status | null> {
    const maybe = (fields: Fields): Status | null => (fields.has("kind") ? status(fields) : null);
    return this.inTheName((here) => here.rest.get("/users/me/status", maybe));
  }

  search(query: string, options: { chatId?: string; sort?: "newest" | "best" } = {}): Promise<SearchPage> {
    return this.inTheName((here) =>
      search(here.rest, { q: query, chat_id: options.chatId, sort: options.sort }, null, here.people),
    );
  }

  media(mediaId: string): Promise<MediaFile> {
    return this.inTheName((here) => here.rest.get(`/media/${encodeURIComponent(mediaId)}`, mediaFile));
  }

  mediaLinks(mediaId: string): Promise<{ content: string; thumbnail: string | null; expiresAt: number }> {
    return this.inTheName((here) => here.rest.get(`/media/${encodeURIComponent(mediaId)}/links`, mediaLinks));
  }

  loadMoreAlerts(): Promise<void> {
    return this.inTheName((here) => here.alerts.loadMore());
  }

  alertsSeen(what: { ids: readonly string[] } | { chatId: string; seq: number } | { all: true }): Promise<void> {
    return this.inTheName((here) => here.alerts.seen(what));
  }

  preferences(): Promise<Preferences> {
    return this.inTheName((here) => here.settings.preferences());
  }

  setPreferences(preferences: Preferences): Promise<void> {
    return this.inTheName((here) => here.settings.setPreferences(preferences));
  }

  decisions(chatId?: string): Promise<readonly Decision[]> {
    return this.inTheName(async (here) => {
      const page = await here.rest.get("/notifications/decisions", decisionPage, { chat_id: chatId, page_size: 100 });
      return page.decisions;
    });
  }

  webPushKey(): Promise<string> {
    return this.inTheName((here) => here.rest.get("/devices/web-push-key", (fields) => fields.text("public_key")));
  }

  registerWebPush(deviceId: string, subscription: PushSubscriptionJSON): Promise<void> {
    const body = { platform: "web", subscription };
    return this.inTheName((here) =>
      here.rest.call("PUT", `/devices/${encodeURIComponent(deviceId)}`, { body, repeatable: true }),
    );
  }

  unregisterDevice(deviceId: string): Promise<void> {
    return this.inTheName((here) => here.rest.call("DELETE", `/devices/${encodeURIComponent(deviceId)}`, { repeatable: true }));
  }
}
