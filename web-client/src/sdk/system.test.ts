import { afterEach, describe, expect, it } from "vitest";
import { MemoryStorage, SentinelError } from "./index";
import { Cast, entryOf, idOf, isOrderly, online, opened, reads, SYSTEM, until } from "./testbed";

const cast = new Cast();
afterEach(() => cast.end());

describe.skipIf(SYSTEM === undefined)("against the running system: talking", { timeout: 120_000 }, () => {
  it("shows what one sends at once, and to both as it comes", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);

    const messageId = await hers.send("hello");

    expect(entryOf(hers, messageId)).toMatchObject({ content: "hello", senderId: idOf(ana) });
    const summary = await until(() => ben.chats.get().chats.find((chat) => chat.last?.messageId === messageId));
    expect(summary).toMatchObject({ chatId, otherUserId: idOf(ana), unread: 1, kind: "private" });
    await until(() => entryOf(hers, messageId)?.state === "delivered");
    const his = await opened(ben, chatId);
    expect(his.view.get().newFrom).toBe(entryOf(his, messageId)?.seq);
    his.seen(entryOf(his, messageId)?.seq ?? 0);
    expect(his.view.get().summary.unread).toBe(0);
    await until(() => entryOf(hers, messageId)?.state === "seen");
    await until(() => ben.people.get().get(idOf(ana))?.username === ana.session.get()?.username);
  });

  it("loses nothing, repeats nothing and keeps the order of 200 sends through cuts on both sides", async () => {
    const herWire = await cast.wire();
    const hisWire = await cast.wire();
    const ana = await cast.person("ana", herWire.url);
    const ben = await cast.person("ben", hisWire.url);
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    const his = await opened(ben, chatId);
    const texts = Array.from({ length: 200 }, (_, index) => `number ${index}`);

    for (const [index, text] of texts.entries()) {
      await hers.send(text);
      if (index % 40 === 20) {
        // In the middle of what is on its way.
        await until(() => reads(hers).length > index - 15);
        herWire.cut();
        hisWire.cut();
        setTimeout(() => herWire.mend(), 50);
        setTimeout(() => hisWire.mend(), 300);
      }
    }

    await until(() => reads(his).length >= 200 && reads(hers).length >= 200, 60_000);
    expect(herWire.cuts).toBe(5);
    expect(reads(his)).toEqual(texts);
    expect(reads(hers)).toEqual(texts);
    expect(isOrderly(his) && isOrderly(hers)).toBe(true);
    await until(() => hers.view.get().entries.every((entry) => entry.seq !== null));
    const late = await cast.again(ben);
    const fresh = await opened(late, chatId);
    while (fresh.view.get().hasOlder) {
      await fresh.loadOlder();
    }
    expect(reads(fresh)).toEqual(texts);
  });

  it("catches up with everything that happened while it was away", async () => {
    const wire = await cast.wire();
    const ana = await cast.person("ana");
    const ben = await cast.person("ben", wire.url);
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    const first = await hers.send("first");
    const second = await hers.send("second");
    const his = await opened(ben, chatId);
    await until(() => reads(his).length === 2);

    wire.cut();
    await until(() => ben.connection.get().state !== "online");
    for (let index = 0; index < 30; index++) {
      await hers.send(`missed ${index}`);
    }
    await until(() => reads(hers).length === 32);
    await hers.edit(first, "first, edited");
    await hers.delete(second);
    await hers.react(first, "👍");
    wire.mend();

    await until(() => entryOf(his, first)?.reactions.length === 1);
    expect(reads(his)).toEqual(["first, edited", null, ...Array.from({ length: 30 }, (_, index) => `missed ${index}`)]);
    expect(entryOf(his, second)?.deletedAt).not.toBeNull();
    expect(entryOf(his, first)?.reactions).toEqual([{ emoji: "👍", count: 1, userIds: [idOf(ana)] }]);
    expect(isOrderly(his)).toBe(true);
    await online(ben);
  });

  it("sends after a restart what was written without a connection, once and in order", async () => {
    const wire = await cast.wire();
    const storage = new MemoryStorage();
    const ana = await cast.person("ana", wire.url, storage);
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    await hers.send("before");
    await until(() => reads(hers).length === 1);

    wire.cut();
    await until(() => ana.connection.get().state !== "online");
    const ids = [await hers.send("one"), await hers.send("two"), await hers.send("three")];
    const gone = await hers.send("not this");
    await hers.discard(gone);
    expect(hers.view.get().entries.slice(-3)).toMatchObject(ids.map((messageId) => ({ messageId, seq: null, state: "sending" })));
    await ana.stop();
    const later = cast.client(storage, wire.url);
    await until(() => later.chats.get().state === "cached");
    expect(later.session.get()).toEqual(ana.session.get());
    expect(later.chats.get().chats[0]?.last).toMatchObject({ content: "three", state: "sending" });
    const cached = later.chat(chatId);
    expect(
      cached.view
        .get()
        .entries.map((entry) => entry.content)
        .slice(-4),
    ).toEqual(["before", "one", "two", "three"]);
    wire.mend();

    const his = await opened(ben, chatId);
    await until(() => reads(his).length === 4);
    expect(reads(his)).toEqual(["before", "one", "two", "three"]);
    expect(
      his.view
        .get()
        .entries.slice(-3)
        .map((entry) => entry.messageId),
    ).toEqual(ids);
    await until(() => later.chats.get().chats[0]?.last?.seq !== null);
  });

  it("edits, deletes and reacts, also while the connection breaks, and says what is refused", async () => {
    const wire = await cast.wire();
    const ana = await cast.person("ana", wire.url);
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    const messageId = await hers.send("tea?");
    const his = await opened(ben, chatId);
    await until(() => entryOf(his, messageId));

    const edit = hers.edit(messageId, "tea or coffee?");
    wire.cut();
    wire.mend();
    await edit;
    await until(() => entryOf(his, messageId)?.content === "tea or coffee?");
    expect(entryOf(his, messageId)?.editedAt).not.toBeNull();
    await his.react(messageId, "☕");
    await hers.react(messageId, "☕");
    await his.react(messageId, "☕", true);
    await until(() => entryOf(his, messageId)?.reactions[0]?.userIds[0] === idOf(ana));
    expect(entryOf(his, messageId)?.reactions).toEqual([{ emoji: "☕", count: 1, userIds: [idOf(ana)] }]);
    const refused = await his.edit(messageId, "mine").catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(SentinelError);
    expect((refused as SentinelError).failure).toMatchObject({ code: "forbidden", retryable: false });
    await hers.delete(messageId);
    await until(() => entryOf(his, messageId)?.deletedAt);
    expect(entryOf(his, messageId)).toMatchObject({ content: null, mediaId: null });
  });

  it("shows the past around an entry, and comes back to what is new", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = ana.chat(chatId);
    for (let index = 0; index < 180; index++) {
      await hers.send(`line ${index}`);
    }
    await until(() => ana.chats.get().chats[0]?.last?.seq === 181);
    const his = await opened(ben, chatId);
    await until(() => reads(his).at(-1) === "line 179");

    await his.jumpTo(60);
    expect(his.view.get()).toMatchObject({ hasNewer: true, hasOlder: true });
    expect(his.view.get().entries.some((entry) => entry.seq === 60)).toBe(true);
    await hers.send("while he reads");
    await until(() => ben.chats.get().chats[0]?.last?.content === "while he reads");
    expect(reads(his)).not.toContain("while he reads");
    while (his.view.get().hasNewer) {
      await his.loadNewer();
    }
    while (his.view.get().hasOlder) {
      await his.loadOlder();
    }
    await until(() => reads(his).length === 181);
    expect(reads(his)).toEqual([...Array.from({ length: 180 }, (_, index) => `line ${index}`), "while he reads"]);
    expect(isOrderly(his)).toBe(true);
  });
});
