import { expect, type APIRequestContext } from "@playwright/test";
import { v7 } from "uuid";
import type { Person } from "./world";

/** A session of its own beside the page's, for what a test needs to be there before it begins. */
export class Rest {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly headers: Record<string, string>,
    readonly userId: string,
    readonly token: string,
  ) {}

  static async of(person: Person): Promise<Rest> {
    const request = person.context.request;
    const answer = await request.post("/login", { data: { username: person.name, password: person.password } });
    expect(answer.status()).toBe(200);
    const { access_token, user_id } = (await answer.json()) as { access_token: string; user_id: string };
    return new Rest(request, { Authorization: `Bearer ${access_token}` }, user_id, access_token);
  }

  /** Ends all sessions of this person, this one and those of pages too. */
  async endAll(): Promise<void> {
    expect((await this.request.post("/logout/all", { headers: this.headers })).status()).toBe(204);
  }

  async chatWith(username: string): Promise<string> {
    const answer = await this.request.post("/users/chat", { headers: this.headers, data: { username } });
    expect([200, 201]).toContain(answer.status());
    return ((await answer.json()) as { chat_id: string }).chat_id;
  }

  async group(title: string, memberIds: readonly string[]): Promise<string> {
    const data = { request_id: v7(), title, member_ids: memberIds, new_members_see: "everything" };
    const answer = await this.request.post("/users/chat", { headers: this.headers, data });
    expect([200, 201]).toContain(answer.status());
    return ((await answer.json()) as { chat_id: string }).chat_id;
  }

  /** Sends them in this order; returns when the log has all of them. */
  async say(chatId: string, texts: readonly string[]): Promise<void> {
    for (const content of texts) {
      const data = { message_id: v7(), type: "text", content };
      const answer = await this.request.post(`/users/chat/${chatId}/messages`, { headers: this.headers, data });
      expect(answer.status()).toBe(202);
    }
  }
}

export function numbered(count: number, word = "message"): string[] {
  return Array.from({ length: count }, (_, index) => `${word} ${index + 1} of ${count}`);
}
