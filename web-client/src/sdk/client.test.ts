import { afterEach, describe, expect, it, vi } from "vitest";
import { MemoryStorage } from "./index";
import { sentinel, stopAll, tokens } from "./testclient";

const SESSION = { userId: "ana", username: "ana", refreshToken: "r" };
const gone = (): Response => Response.json({ code: "session_revoked", title: "Over", status: 401 }, { status: 401 });
const done = (): Response => new Response(null, { status: 204 });

afterEach(stopAll);

describe("what stays on this device", () => {
  it("is nothing as soon as the person logs out, however long the server takes", async () => {
    const storage = new MemoryStorage();
    storage.writeSession(SESSION);
    const store = await storage.open("ana");
    let answer = (): void => undefined;
    const answered = new Promise<Response>((resolve) => (answer = () => resolve(done())));
    const here = sentinel(storage, { "/token/refresh": tokens, "/logout": () => answered });
    here.start();
    await here.chat("c").send("not sent yet");
    const out = here.logOut();
    await vi.waitFor(async () => expect(await store.all("outbox")).toEqual([]));
    await vi.waitFor(() => expect(storage.readSession()).toBeNull());
    answer();
    await out;
  });

  it("is nothing where somebody logs out before anything began, and the server is told", async () => {
    const storage = new MemoryStorage();
    storage.writeSession(SESSION);
    const store = await storage.open("ana");
    await store.put("outbox", "1", "not sent yet");
    const logout = vi.fn(done);
    await sentinel(storage, { "/token/refresh": tokens, "/logout": logout }).logOut();
    expect(await store.all("outbox")).toEqual([]);
    expect(logout).toHaveBeenCalledTimes(1);
  });

  it("is nothing of who logged out, once the page is there again, where it was closed in the middle", async () => {
    const storage = new MemoryStorage();
    const store = await storage.open("ana");
    await store.put("outbox", "1", "not sent yet");
    storage.leave("ana");
    sentinel(storage, {}).start();
    await vi.waitFor(async () => expect(await store.all("outbox")).toEqual([]));
  });

  it("is nothing where the server cannot be told, and that is said", async () => {
    const storage = new MemoryStorage();
    storage.writeSession(SESSION);
    const here = sentinel(storage, { "/token/refresh": tokens });
    here.start();
    await expect(here.logOut()).rejects.toMatchObject({ failure: { code: "network" } });
    expect(storage.readSession()).toBeNull();
  });

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
