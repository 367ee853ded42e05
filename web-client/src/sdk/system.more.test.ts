import { afterEach, describe, expect, it } from "vitest";
import { MemoryStorage, SentinelError, type SearchPage } from "./index";
import { Cast, entryOf, idOf, online, opened, PASSWORD, reads, SYSTEM, until } from "./testbed";

const cast = new Cast();
afterEach(() => cast.end());

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing was refused",
    (thrown: unknown) => (thrown instanceof SentinelError ? thrown.failure.code : String(thrown)),
  );

describe.skipIf(SYSTEM === undefined)("against the running system: all else", { timeout: 120_000 }, () => {
  it("makes and changes groups", async () => {
    const [ana, ben, cem] = await Promise.all([cast.person("ana"), cast.person("ben"), cast.person("cem")]);
    const chatId = await ana.createGroup("Tea", [idOf(ben)], "everything");
    const hers = await opened(ana, chatId);
    await until(() => ben.chats.get().chats.find((chat) => chat.title === "Tea"));
    await until(() => hers.view.get().myRole === "owner");
    await hers.send("welcome");

    await hers.addMember(idOf(cem));
    const cems = await until(() => cem.chats.get().chats.find((chat) => chat.chatId === chatId));
    expect(cems.memberCount).toBe(3);
    const his = await opened(cem, chatId);
    await until(() => reads(his).includes("welcome"));
    expect(await codeOf(his.rename("Coffee"))).toBe("forbidden");
    await hers.setRole(idOf(cem), "admin");
    await until(() => his.view.get().myRole === "admin");
    await his.rename("Coffee");
    await until(() => ben.chats.get().chats[0]?.title === "Coffee");
    expect((await hers.members()).map((member) => member.role).sort()).toEqual(["admin", "member", "owner"]);
    expect(await codeOf(hers.leave())).toBe("last_owner");
    await his.removeMember(idOf(ben));
    await until(() => ben.chats.get().chats[0]?.member === false);
    await his.leave();
    await until(() => cem.chats.get().chats[0]?.member === false);
    const refused = await his.send("still there?");
    await until(() => entryOf(his, refused)?.state === "failed");
    expect(entryOf(his, refused)?.failure).toMatchObject({ code: "chat_not_found", retryable: false });
    await his.discard(refused);
    expect(entryOf(his, refused)).toBeUndefined();
    expect(his.view.get().entries.at(-1)).toMatchObject({ type: "system", content: "member_removed" });
  });

  it("finds out that one was removed while one was away", async () => {
    const wire = await cast.wire();
    const ana = await cast.person("ana");
    const ben = await cast.person("ben", wire.url);
    const chatId = await ana.createGroup("Short", [idOf(ben)]);
    const hers = await opened(ana, chatId);
    await until(() => ben.chats.get().chats.length === 1);
    wire.cut();
    await until(() => ben.connection.get().state !== "online");
    await hers.removeMember(idOf(ben));
    wire.mend();
    await until(() => ben.chats.get().chats[0]?.member === false);
    await online(ben);
  });

  it("tells who has seen a message, and what became of it", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    const messageId = await hers.send("read me");
    const seq = await until(() => entryOf(hers, messageId)?.seq);
    const his = await opened(ben, chatId);
    await until(() => entryOf(his, messageId));
    his.seen(seq);
    await until(() => entryOf(hers, messageId)?.state === "seen");
    expect(await hers.receipts(seq)).toEqual({ delivered: 1, seen: 1, seenBy: [idOf(ben)] });
    expect(await hers.delivery(messageId)).toMatchObject({ recipients: 1, delivered: 1, seen: 1 });
    const elsewhere = await cast.again(ana);
    const again = await opened(elsewhere, chatId);
    await until(() => entryOf(again, messageId)?.state === "seen");
  });

  it("agrees with another device of the same person", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const phone = await cast.again(ben);
    const hers = ana.chat(chatId);
    await hers.send("one");
    await hers.send("two");
    await until(() => ben.chats.get().chats[0]?.unread === 2 && phone.chats.get().chats[0]?.unread === 2);
    ben.chat(chatId).seen(2);
    // It never opened that chat, so it has to ask how many are left.
    await until(() => phone.chats.get().chats[0]?.unread === 1);
    await ben.chat(chatId).send("from the other one");
    await until(() => phone.chats.get().chats[0]?.last?.content === "from the other one");
    await until(() => phone.chats.get().chats[0]?.unread === 0);
  });

  it("searches, page by page, in pieces that nobody has to trust", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    for (let index = 0; index < 55; index++) {
      await hers.send(`the <b>grey fox</b> number ${index} & co`);
    }
    await until(() => reads(hers).length === 55);
    const page = await until(async (): Promise<SearchPage | null> => {
      const found = await ana.search('"grey fox"', { chatId, sort: "newest" }).catch(() => null);
      return found !== null && (found.indexedThrough.get(chatId) ?? 0) >= 56 ? found : null;
    });
    expect(page.hits[0]?.snippet.map((piece) => piece.text).join("")).toBe("the <b>grey fox</b> number 54 & co");
    expect(
      page.hits[0]?.snippet
        .filter((piece) => piece.found)
        .map((piece) => piece.text)
        .join(" "),
    ).toBe("grey fox");
    const next = await page.next?.();
    expect(page.hits.length + (next?.hits.length ?? 0)).toBe(55);
    expect(await codeOf(ana.search("  "))).toBe("validation_failed");
  });

  it("sends small files and large ones, and says which are refused", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = await opened(ana, chatId);
    const his = await opened(ben, chatId);
    const small = await hers.sendFile(new File(["a few words\n"], "words.txt", { type: "text/plain" }), { caption: "read this" });
    const mediaId = await until(() => entryOf(his, small)?.mediaId);
    expect(entryOf(his, small)).toMatchObject({ type: "file", content: "read this" });
    await until(async () => (await ben.media(mediaId).catch(() => null))?.state === "ready");
    expect(await ben.media(mediaId)).toMatchObject({ fileName: "words.txt", contentType: "text/plain" });
    const links = await ben.mediaLinks(mediaId);
    expect(links.thumbnail).toBeNull();
    expect(await (await fetch(links.content)).text()).toBe("a few words\n");

    const line = "All work and no play makes a dull file.\n";
    const large = await hers.sendFile(new File([line.repeat(450_000)], "dull.txt", { type: "text/plain" }));
    const size = line.length * 450_000;
    expect(size).toBeGreaterThan(17_000_000);
    const seen: number[] = [];
    hers.view.watch(() => seen.push(entryOf(hers, large)?.upload?.sent ?? -1));
    const text = await hers.send("said meanwhile");
    const largeId = await until(() => entryOf(his, large)?.mediaId, 60_000);
    expect(await ana.media(largeId)).toMatchObject({ state: "ready", size });
    expect(seen).toContain(8 * 1024 * 1024);
    expect(entryOf(his, text)?.seq).toBeLessThan(entryOf(his, large)?.seq ?? 0);

    const page = await hers.sendFile(new File(["<html>"], "page.html", { type: "text/html" }));
    await until(() => entryOf(hers, page)?.state === "failed");
    expect(entryOf(hers, page)?.failure?.code).toBe("unsupported_media_type");
    const picture = await hers.sendFile(new File(["no picture at all"], "tea.png", { type: "image/png" }));
    await until(() => entryOf(hers, picture)?.state === "failed");
    expect(entryOf(hers, picture)?.failure).toMatchObject({ code: "media_rejected" });
    await hers.discard(picture);
    expect(entryOf(hers, picture)).toBeUndefined();
    const cancelled = await hers.sendFile(new File([line.repeat(450_000)], "never.txt", { type: "text/plain" }));
    await hers.discard(cancelled);
    expect(entryOf(hers, cancelled)).toBeUndefined();
  });

  it("goes on with an upload that a restart and cuts interrupted", async () => {
    const wire = await cast.wire();
    const storage = new MemoryStorage();
    const ana = await cast.person("ana", wire.url, storage);
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    const hers = ana.chat(chatId);
    wire.cut();
    const messageId = await hers.sendFile(new File(["kept\n"], "kept.txt", { type: "text/plain" }));
    await ana.stop();
    const later = cast.client(storage, wire.url);
    setTimeout(() => wire.mend(), 200);
    const his = await opened(ben, chatId);
    await until(() => entryOf(his, messageId)?.mediaId);
    await until(() => later.chats.get().chats[0]?.last?.seq !== null);
  });

  it("tells of what one missed", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    await ana.chat(chatId).send("are you there?");
    const alert = await until(() => ben.alerts.get().items.find((item) => item.chatId === chatId));
    expect(alert).toMatchObject({ kind: "messages", messages: 1, senderId: idOf(ana), preview: "are you there?" });
    await ana.chat(chatId).send("really?");
    await until(() => ben.alerts.get().items.find((item) => item.chatId === chatId)?.messages === 2);
    expect(ben.alerts.get().items.filter((item) => item.chatId === chatId)).toHaveLength(1);
    const before = ben.alerts.get().unseen;
    await ben.alertsSeen({ chatId, seq: 3 });
    expect(ben.alerts.get().unseen).toBe(before - 1);
    await ben.setPreferences({
      previews: true,
      quietHours: { from: "22:00", to: "07:00", zone: "Europe/Berlin" },
      mutedChats: [],
    });
    await ben.chat(chatId).mute(null);
    await until(() => ben.chats.get().chats[0]?.muted);
    expect(await ben.preferences()).toMatchObject({
      quietHours: { zone: "Europe/Berlin" },
      mutedChats: [{ chatId, until: null }],
    });
    await ben.chat(chatId).unmute();
    expect(ben.chats.get().chats[0]?.muted).toBe(false);
    expect(await ben.decisions()).toEqual([]);
    expect(await ben.webPushKey()).toMatch(/^[\w-]{80,}$/);
  });

  it("shows who is here and who types", async () => {
    const ana = await cast.person("ana");
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    await until(() => ben.chats.get().chats.length === 1);
    ana.watchPresence([idOf(ben)]);
    await until(() => ana.presence.get().get(idOf(ben))?.active);
    await ben.setStatus({ kind: "busy", text: "in a meeting", until: null });
    await until(() => ana.presence.get().get(idOf(ben))?.status?.text === "in a meeting");
    expect(await ben.status()).toMatchObject({ kind: "busy" });
    const hers = await opened(ana, chatId);
    ben.chat(chatId).typing();
    await until(() => hers.view.get().summary.typing.includes(idOf(ben)));
    await ben.chat(chatId).send("done");
    await until(() => reads(hers).includes("done"));
    expect(hers.view.get().summary.typing).toEqual([]);
    const name = ben.session.get()?.username ?? "";
    expect(await ana.findPeople(name.slice(0, -1))).toContainEqual({ userId: idOf(ben), username: name });
    await ana.block(idOf(ben));
    expect(await ana.blocked()).toEqual([{ userId: idOf(ben), username: name }]);
    await ana.unblock(idOf(ben));
    await ben.stop();
    await until(() => ana.presence.get().get(idOf(ben))?.active === false);
  });

  it("stays signed in over a restart, and forgets everything when the session ends", async () => {
    const storage = new MemoryStorage();
    const ana = await cast.person("ana", undefined, storage);
    const ben = await cast.person("ben");
    const chatId = await ana.startPrivateChat(idOf(ben));
    ana.chat(chatId).setDraft("unfinished");
    await ana.stop();
    const later = cast.client(storage);
    expect(later.session.get()?.userId).toBe(idOf(ana));
    await online(later);
    expect(later.chats.get().chats[0]?.draft).toBe("unfinished");

    const phone = await cast.again(ana);
    const other = (await phone.sessions()).find((session) => !session.current);
    await phone.endSession(other?.sessionId ?? "");
    await until(() => later.session.get() === null);
    expect(later.chats.get()).toEqual({ state: "empty", chats: [], hasMore: false });
    expect(storage.readSession()).toBeNull();
    await until(async () => (await (await storage.open(idOf(ana))).all("chats")).length === 0);

    await phone.changePassword(PASSWORD, `${PASSWORD}!`);
    expect(await codeOf(phone.changePassword(PASSWORD, "another long one"))).toMatch(
      /bad_credentials|forbidden|validation_failed/,
    );
    await phone.logOutEverywhere();
    expect(phone.session.get()).toBeNull();
    expect(await codeOf(phone.sessions())).toBe("unauthenticated");
    expect(await codeOf(phone.logIn(idOf(phone) || "nobody", "wrong password"))).toBe("bad_credentials");
  });
});
