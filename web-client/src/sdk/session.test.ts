import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";
import { Rest } from "./rest";
import { Session } from "./session";
import { storedSession, type SentinelStorage, type StoredSession } from "./storage";
import { Tabs, type TabMessage } from "./tabs";

/** What user-service does with refresh tokens, its README says: an old one ends the family, but for 10 s after its use. */
class Accounts {
  generation = 1;
  usedAt = 0;
  ended = false;
  refreshes = 0;
  away = false;
  loseAnswers = 0;
  graceMs = 0;
  /** So many answers never come, and nobody says so. */
  swallow = 0;
  /** What a network answers that wants its users to sign in. */
  portal: Response | null = null;
  /** Answers come when this is there. */
  slow: Promise<void> = Promise.resolve();

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.portal !== null) {
      return this.portal.clone();
    }
    if (this.away) {
      throw new TypeError("fetch failed");
    }
    if (!String(input).endsWith("/token/refresh")) {
      const { username } = JSON.parse(String(init?.body)) as { username: string };
      return username === "ana" ? this.#answer() : this.#answer(username, `of-${username}`);
    }
    const { refresh_token: token } = JSON.parse(String(init?.body)) as { refresh_token: string };
    const generation = Number(token.split("-")[1]);
    if (
      this.ended ||
      (generation !== this.generation && !(generation === this.generation - 1 && Date.now() - this.usedAt <= this.graceMs))
    ) {
      this.ended = true;
      return Response.json({ code: "session_revoked", title: "Over", status: 401, retryable: false }, { status: 401 });
    }
    if (generation === this.generation) {
      this.generation++;
      this.usedAt = Date.now();
    }
    this.refreshes++;
    await this.slow;
    if (this.swallow > 0) {
      this.swallow--;
      await new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new TypeError("timeout"))));
    }
    if (this.loseAnswers > 0) {
      this.loseAnswers--;
      throw new TypeError("fetch failed");
    }
    return this.#answer();
  };

  #answer(username = "ana", refreshToken = `refresh-${this.generation}`): Response {
    const body = {
      access_token: `access-${this.generation}-${this.refreshes}`,
      username,
      user_id: username === "ana" ? "u" : username,
      token_type: "Bearer",
    };
    return Response.json({ ...body, expires_in: 900, refresh_token: refreshToken });
  }
}

class SharedStorage implements SentinelStorage {
  readonly shared = true;
  stored: StoredSession | null = { userId: "u", username: "ana", refreshToken: "refresh-1" };
  readSession = (): StoredSession | null => this.stored;
  writeSession = (session: StoredSession | null): void => void (this.stored = session);
  leave = (): void => undefined;
  sweep = (): Promise<void> => Promise.resolve();
  open = (): Promise<never> => Promise.reject(new Error("not needed"));
}

/** Node 20 has no Web Locks; these are taken one after the other, as a browser's are. */
function locks(): Pick<LockManager, "request"> {
  const queues = new Map<string, Promise<unknown>>();
  return {
    request: ((name: string, action: () => Promise<unknown>) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(action);
      queues.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    }) as LockManager["request"],
  };
}

const opened: { end(): void }[] = [];

function tab(accounts: Accounts, storage: SentinelStorage): { session: Session; over: () => number } {
  let over = 0;
  const rest = new Rest("http://sentinel", accounts.fetch as typeof fetch, null, new AbortController().signal, new Clock());
  let session: Session;
  const tabs = new Tabs(true, (message: TabMessage) => session.heard(message));
  session = new Session(storage, rest, tabs, () => over++);
  opened.push(session, { end: () => tabs.close() });
  return { session, over: () => over };
}

afterEach(() => {
  opened.splice(0).forEach((one) => one.end());
  vi.unstubAllGlobals();
});

describe("a session that tabs share, with locks", () => {
  beforeEach(() => void vi.stubGlobal("navigator", { locks: locks() }));

  it("never shows an old refresh token, however many tabs refresh at once", async () => {
    const accounts = new Accounts();
    const storage = new SharedStorage();
    const tabs = Array.from({ length: 6 }, () => tab(accounts, storage));
    for (let round = 0; round < 5; round++) {
      const tokens = await Promise.all(tabs.map(async ({ session }) => session.renewed(await session.token())));
      expect(tokens.every((token) => token.startsWith("access-"))).toBe(true);
    }
    expect(accounts.ended).toBe(false);
    expect(storage.stored?.refreshToken).toBe(`refresh-${accounts.generation}`);
    expect(tabs.map(({ over }) => over())).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("asks once for all who wait in one tab", async () => {
    const accounts = new Accounts();
    const { session } = tab(accounts, new SharedStorage());
    await Promise.all(Array.from({ length: 10 }, () => session.token()));
    expect(accounts.refreshes).toBe(1);
  });

  it("takes the token that another tab was given, and does not ask for one", async () => {
    const accounts = new Accounts();
    const storage = new SharedStorage();
    const [first, second] = [tab(accounts, storage), tab(accounts, storage)];
    const heard = new Promise<string>((resolve) => void second.session.onToken(resolve));
    const token = await first.session.token();
    expect(await heard).toBe(token);
    expect(await second.session.token()).toBe(token);
    expect(accounts.refreshes).toBe(1);
  });
});

describe("a session", () => {
  it("is shared without locks as well, for the server forgives that for 10 s", async () => {
    vi.stubGlobal("navigator", {});
    const accounts = new Accounts();
    accounts.graceMs = 10_000;
    const storage = new SharedStorage();
    const tabs = Array.from({ length: 4 }, () => tab(accounts, storage));
    await Promise.all(tabs.flatMap(({ session }) => [session.token(), session.token(), session.token()]));
    expect(accounts.refreshes).toBe(4);
    await Promise.all(tabs.map(async ({ session }) => session.renewed(await session.token())));
    expect(accounts.ended).toBe(false);
  });

  it("is there before anything was asked, and again after an answer was lost", async () => {
    const accounts = new Accounts();
    accounts.graceMs = 10_000;
    accounts.loseAnswers = 1;
    const { session, over } = tab(accounts, new SharedStorage());
    expect(session.current.get()).toEqual({ userId: "u", username: "ana" });
    expect(accounts.refreshes).toBe(0);
    expect(await session.token()).toMatch(/^access-/);
    expect(over()).toBe(0);
  });

  it("asks again within the 10 s that the server forgives, when answers never come", async () => {
    const accounts = new Accounts();
    accounts.graceMs = 10_000;
    accounts.swallow = 2;
    const { session, over } = tab(accounts, new SharedStorage());
    expect(await session.token()).toMatch(/^access-/);
    expect(over()).toBe(0);
  }, 30_000);

  it("is not overwritten by a late answer to who was signed in before", async () => {
    const accounts = new Accounts();
    let answer = (): void => undefined;
    accounts.slow = new Promise((resolve) => (answer = resolve));
    const storage = new SharedStorage();
    const { session, over } = tab(accounts, storage);
    const late = session.token();
    late.catch(() => undefined);
    await vi.waitFor(() => expect(accounts.refreshes).toBe(1));
    session.forget();
    await session.logIn("ben", "secret");
    answer();
    await expect(late).rejects.toMatchObject({ failure: { code: "unauthenticated" } });
    expect(storage.stored).toEqual({ userId: "ben", username: "ben", refreshToken: "of-ben" });
    expect(over()).toBe(0);
  });

  it("outlives the 401 of somebody else", async () => {
    const accounts = new Accounts();
    accounts.portal = new Response("<h1>Sign in to this network</h1>", { status: 401, headers: { "content-type": "text/html" } });
    const { session, over } = tab(accounts, new SharedStorage());
    await expect(session.token()).rejects.toMatchObject({ failure: { code: "status_401" } });
    expect(over()).toBe(0);
    accounts.portal = null;
    expect(await session.token()).toMatch(/^access-/);
  });

  it("outlives a server that is away", async () => {
    const accounts = new Accounts();
    accounts.away = true;
    const storage = new SharedStorage();
    const { session, over } = tab(accounts, storage);
    await expect(session.token()).rejects.toMatchObject({ failure: { code: "network", retryable: true } });
    accounts.away = false;
    expect(await session.token()).toMatch(/^access-/);
    expect(over()).toBe(0);
  });

  it("is over when the server says so", async () => {
    const accounts = new Accounts();
    accounts.ended = true;
    const { session, over } = tab(accounts, new SharedStorage());
    await expect(session.token()).rejects.toMatchObject({ failure: { code: "session_revoked", status: 401 } });
    expect(over()).toBe(1);
  });

  it("begins and ends in all tabs", async () => {
    const accounts = new Accounts();
    const storage = new SharedStorage();
    storage.stored = null;
    const [first, second] = [tab(accounts, storage), tab(accounts, storage)];
    expect(second.session.current.get()).toBeNull();
    await first.session.logIn("ana", "secret");
    await vi.waitFor(() => expect(second.session.current.get()?.userId).toBe("u"));
    second.session.heard({ kind: "signed_out", userId: "somebody else", asked: true });
    expect(second.over()).toBe(0);
    second.session.heard({ kind: "signed_out", userId: "u", asked: true });
    expect(second.over(), "he is signed in again, or still").toBe(0);
    expect(first.session.forget()).toBe(true);
    second.session.heard({ kind: "signed_out", userId: "u", asked: true });
    expect(second.over()).toBe(1);
    expect(second.session.forget(), "others know already").toBe(false);
  });

  it.each([[null], [""], ["{"], ["5"], ['{"userId":1,"username":"a","refreshToken":"b"}'], ['{"userId":"u"}']])(
    "that was stored as %j is none",
    (json) => {
      expect(storedSession(json)).toBeNull();
    },
  );
});
