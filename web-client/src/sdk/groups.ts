import type { Member, Role } from "./api";
import type { Clock } from "./clock";
import type { Rest } from "./rest";
import { backoff, sleep } from "./timers";
import { listedChat, memberPage, type ListedChat } from "./wire/chats";
import { failed, failureOf } from "./wire/problem";

const TRIES = 20;

/** Chats that are made and groups that change. Each request has an id of its own and is asked again under it until it has an outcome. */
export class Groups {
  constructor(
    private readonly rest: Rest,
    private readonly clock: Clock,
    private readonly ended: AbortSignal,
  ) {}

  make(body: Record<string, unknown>): Promise<ListedChat> {
    const request = { ...body, request_id: this.clock.id() };
    return this.#until(() =>
      this.rest.call("POST", "/users/chat", {
        body: request,
        decode: (fields, status) => (status === 202 ? null : listedChat(fields)),
      }),
    );
  }

  async addMember(chatId: string, userId: string): Promise<void> {
    await this.#change("POST", `${of(chatId)}/members`, { user_id: userId });
  }

  async removeMember(chatId: string, userId: string): Promise<void> {
    await this.#change("DELETE", `${of(chatId)}/members/${encodeURIComponent(userId)}`);
  }

  async setRole(chatId: string, userId: string, role: Role): Promise<void> {
    await this.#change("PATCH", `${of(chatId)}/members/${encodeURIComponent(userId)}`, { role });
  }

  async rename(chatId: string, title: string): Promise<void> {
    await this.#change("PATCH", `${of(chatId)}/info`, { title });
  }

  async members(chatId: string): Promise<readonly Member[]> {
    const all: Member[] = [];
    for (let cursor: string | null = null; ;) {
      const page: { members: Member[]; nextCursor: string | null } = await this.rest.get(`${of(chatId)}/members`, memberPage, {
        page_size: 100,
        cursor,
      });
      all.push(...page.members);
      cursor = page.nextCursor;
      if (cursor === null) {
        return all;
      }
    }
  }

  #change(method: string, path: string, body?: unknown): Promise<number> {
    const headers = { "Idempotency-Key": this.clock.id() };
    return this.#until(() =>
      this.rest.call(method, path, { body, headers, decode: (fields, status) => (status === 202 ? null : fields.whole("seq")) }),
    );
  }

  /** `ask` gives null while the owner of the chat does not answer. */
  async #until<T>(ask: () => Promise<T | null>): Promise<T> {
    for (let tries = 0; tries < TRIES; tries++) {
      let wait = 0;
      try {
        const answer = await ask();
        if (answer !== null) {
          return answer;
        }
      } catch (thrown) {
        const { retryable, retryAfterMs } = failureOf(thrown);
        if (!retryable || tries + 1 === TRIES || (retryAfterMs ?? 0) > 20_000) {
          throw thrown;
        }
        wait = retryAfterMs ?? 0;
      }
      await sleep(backoff(tries, 200, 5_000, Math.max(wait, 100)), this.ended).catch(() => {
        throw failed("stopped", "The client was stopped before this was confirmed");
      });
    }
    throw failed("outcome_unknown", "The server did not say whether it was done", { retryable: true });
  }
}

function of(chatId: string): string {
  return `/users/chat/${encodeURIComponent(chatId)}`;
}
