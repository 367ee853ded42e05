import { afterEach, describe, expect, it } from "vitest";
import type { Entry } from "../../sdk/api";
import { MemoryStorage, type Chat } from "../../sdk";
import { sentinel, stopAll, tokens } from "../../sdk/testclient";
import { post, type Said } from "./post";

afterEach(stopAll);

/** A device that keeps nothing more while it is `full`, or nothing of a certain file. */
class Device extends MemoryStorage {
  full = false;
  refusing = "";

  override async open(userId: string): ReturnType<MemoryStorage["open"]> {
    const store = await super.open(userId);
    const put: typeof store.put = async (table, key, value) => {
      const { file } = value as { file?: { name: string } | null };
      if (table === "outbox" && (this.full || (file?.name ?? null) === this.refusing)) throw new Error("full");
      return store.put(table, key, value);
    };
    return { ...store, put };
  }
}

function opened(device: Device): Chat {
  device.writeSession({ userId: "ana", username: "ana", refreshToken: "r" });
  const here = sentinel(device, { "/token/refresh": tokens });
  here.start();
  return here.chat("c");
}

const shown = (chat: Chat): (string | undefined)[][] =>
  chat.view.get().entries.map((entry) => [entry.content ?? undefined, entry.upload?.name]);

const file = (name: string): File => new File(["words"], name, { type: "text/plain" });
const about = { what: "reply", entry: { messageId: "01990000-0000-7000-8000-000000000001" } as Entry } as const;

describe("what is posted", () => {
  it("comes back whole where the device refuses it, and is sent once when it is posted again", async () => {
    const device = new Device();
    const chat = opened(device);
    device.full = true;
    const said: Said = { text: "hello", files: [], about };
    const unsent = await post(chat, said);
    expect(unsent).toMatchObject({ said, failure: { code: "storage" } });
    expect(shown(chat)).toEqual([]);
    device.full = false;
    expect(await post(chat, unsent?.said ?? said)).toBeNull();
    expect(shown(chat)).toEqual([["hello", undefined]]);
    expect(chat.view.get().entries[0]?.replyTo).toBe(about.entry.messageId);
  });

  it("comes back with the words where the first file was refused", async () => {
    const device = new Device();
    const chat = opened(device);
    device.refusing = "a.txt";
    const said: Said = { text: "look", files: [file("a.txt"), file("b.txt")], about };
    const unsent = await post(chat, said);
    expect(unsent?.said).toMatchObject({ text: "look", about, files: [{ name: "a.txt" }] });
    expect(shown(chat)).toEqual([[undefined, "b.txt"]]);
  });

  it("comes back without them where they went with the first file", async () => {
    const device = new Device();
    const chat = opened(device);
    device.refusing = "b.txt";
    const said: Said = { text: "look", files: [file("a.txt"), file("b.txt"), file("c.txt")], about };
    const unsent = await post(chat, said);
    expect(unsent?.said).toMatchObject({ text: "", about: null, files: [{ name: "b.txt" }] });
    expect(shown(chat)).toEqual([
      ["look", "a.txt"],
      [undefined, "c.txt"],
    ]);
    device.refusing = "";
    if (unsent) await post(chat, unsent.said);
    expect(shown(chat).map(([, name]) => name)).toEqual(["a.txt", "c.txt", "b.txt"]);
  });

  it("does not come back as an edit that changes nothing", async () => {
    const chat = opened(new Device());
    const entry = { messageId: about.entry.messageId, content: "same" } as Entry;
    expect(await post(chat, { text: "same", files: [], about: { what: "edit", entry } })).toBeNull();
    const long = "x".repeat(17_000);
    const unsent = await post(chat, { text: long, files: [], about: { what: "edit", entry } });
    expect(unsent?.said).toMatchObject({ text: long, about: { what: "edit" } });
  });
});
