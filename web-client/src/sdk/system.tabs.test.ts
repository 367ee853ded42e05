import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BrowserStorage } from "./index";
import { TABLES } from "./storage";
import { Cast, idOf, online, opened, reads, SYSTEM, until } from "./testbed";

const cast = new Cast();

beforeEach(() => {
  const values = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
});
afterEach(async () => {
  await cast.end();
  vi.unstubAllGlobals();
});

describe.skipIf(SYSTEM === undefined)("against the running system: two tabs of one browser", { timeout: 60_000 }, () => {
  it("agree on the session, drafts and what waits, and send it once", async () => {
    const wire = await cast.wire();
    const ben = await cast.person("ben");
    const first = await cast.person("ana", wire.url, new BrowserStorage());
    const second = cast.client(new BrowserStorage(), wire.url);
    expect(second.session.get()).toEqual(first.session.get());
    await online(second);
    const chatId = await first.startPrivateChat(idOf(ben));
    await until(() => second.chats.get().chats.some((chat) => chat.chatId === chatId));

    first.chat(chatId).setDraft("half a thou");
    await until(() => second.chats.get().chats[0]?.draft === "half a thou");

    wire.cut();
    await until(() => first.connection.get().state !== "online" && second.connection.get().state !== "online");
    const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
    for (const [index, text] of texts.entries()) {
      await (index % 2 === 0 ? first : second).chat(chatId).send(text);
      // Ids of one millisecond have no order between tabs.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await until(() => first.chats.get().chats[0]?.last?.content === "text 9");
    wire.mend();
    const his = await opened(ben, chatId);
    await until(() => reads(his).length === 10);
    expect(reads(his)).toEqual(texts);
    await until(() => [first, second].every((tab) => tab.chats.get().chats[0]?.last?.seq === 11));

    const her = idOf(first);
    await second.logOut();
    await until(() => first.session.get() === null);
    expect(first.chats.get().chats).toEqual([]);
    await until(() => localStorage.getItem("sentinel.left") === null);
    const store = await new BrowserStorage().open(her);
    expect((await Promise.all(TABLES.map((table) => store.all(table)))).flat()).toEqual([]);
    store.close();
  });

  it("shows after a reload, before there is a connection, what was there", async () => {
    const wire = await cast.wire();
    const ben = await cast.person("ben");
    const before = await cast.person("ana", wire.url, new BrowserStorage());
    const chatId = await before.startPrivateChat(idOf(ben));
    const hers = await opened(before, chatId);
    await hers.send("kept");
    await until(() => reads(hers).includes("kept"));
    await before.stop();
    wire.cut();
    const after = cast.client(new BrowserStorage(), wire.url);
    await until(() => after.chats.get().state === "cached");
    expect(after.chats.get().chats[0]?.last?.content).toBe("kept");
    expect(reads(after.chat(chatId))).toEqual(["kept"]);
    await ben.chat(chatId).send("while the page was closed");
    await until(() => ben.chats.get().chats[0]?.last?.seq === 3);
    wire.mend();
    const again = await opened(after, chatId);
    await until(() => reads(again).length === 2);
    expect(reads(again)).toEqual(["kept", "while the page was closed"]);
  });
});
