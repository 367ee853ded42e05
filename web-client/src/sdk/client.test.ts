import { afterEach, describe, expect, it, vi } from "vitest";
import { createSentinel, MemoryStorage, type Sentinel, type WebSocketClass } from "./index";

/** A connection that never comes to be. */
class Silence {
  readyState = 0;
  close(): void {}
  send(): void {}
}

const SESSION = { userId: "ana", username: "ana", refreshToken: "r" };
const open: Sentinel[] = [];

/** What a server answers to each path; what is not there is not answered. */
type Answers = Record<string, () => Response | Promise<Response>>;

const tokens = (): Response =>
  Response.json({
    user_id: "ana",
    username: "ana",
    access_token: "t",
    token_type: "Bearer",
    expires_in: 900,
    refresh_token: "r",
  });
const gone = (): Response => Response.json({ code: "session_revoked", title: "Over", status: 401 }, { status: 401 });
const done = (): Response => new Response(null, { status: 204 });

function sentinel(storage: MemoryStorage, answers: Answers): Sentinel {
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const answer = answers[new URL(String(input)).pathname];
    return answer === undefined ? Promise.reject(new TypeError("fetch failed")) : answer();
  };
  const made = createSentinel({ baseUrl: "http://x", storage, WebSocket: Silence as unknown as WebSocketClass, fetch });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

describe("what stays on this device", () => {
  it("is what was not sent, when the server ends the session, and nothing, when the person does", async () => {
    const storage = new MemoryStorage();
    storage.writeSession(SESSION);
    const store = await storage.open("ana");
    let end = (): void => undefined;
    const ended = new Promise<Response>((resolve) => (end = () => resolve(gone())));
    const first = sentinel(storage, { "/token/refresh": () => ended });
    first.start();
    await first.chat("c").send("not sent yet");
    await store.put("drafts", "c", { text: "half a thou" });
    end();
    await vi.waitFor(() => expect(first.session.get()).toBeNull());
    await vi.waitFor(async () => expect(await store.all("drafts")).toEqual([]));
    await first.stop();
    expect(await store.all("outbox")).toMatchObject([{ content: "not sent yet" }]);

    const again = sentinel(storage, { "/login": tokens, "/token/refresh": tokens, "/logout": done });
    again.start();
    await again.logIn("ana", "secret");
    expect(
      again
        .chat("c")
        .view.get()
        .entries.map((entry) => entry.content),
    ).toEqual(["not sent yet"]);
    await again.logOut();
    expect(await store.all("outbox")).toEqual([]);
  });

  it("is nothing where the server ends the session before it answers who asked for that", async () => {
    const storage = new MemoryStorage();
    storage.writeSession(SESSION);
    const store = await storage.open("ana");
    let over = false;
    const answer = (): Response => {
      over = true;
      return gone();
    };
    const here = sentinel(storage, { "/token/refresh": () => (over ? gone() : tokens()), "/logout/all": answer });
    here.start();
    await here.chat("c").send("not sent yet");
    await here.logOutEverywhere();
    expect(here.session.get()).toBeNull();
    await vi.waitFor(async () => expect(await store.all("outbox")).toEqual([]));
  });
});
