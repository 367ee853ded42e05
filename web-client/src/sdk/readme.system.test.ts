import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { Cast, idOf, PASSWORD, SYSTEM, until } from "./testbed";

const cast = new Cast();
afterEach(() => cast.end());

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

describe.skipIf(SYSTEM === undefined)("against the running system: the example of the README", { timeout: 120_000 }, () => {
  it("runs as it stands there, and ends by itself", async () => {
    const [, example = ""] = /```js\n([\s\S]*?)```/.exec(readFileSync(new URL("README.md", import.meta.url), "utf8")) ?? [];
    expect(example.trim().split("\n").length).toBeLessThan(40);
    await run("npm", ["run", "build:sdk"], { cwd: ROOT });
    const script = `${ROOT}example-${crypto.randomUUID()}.mjs`;
    writeFileSync(script, example);
    try {
      const [ana, ben] = [await cast.person("ana"), await cast.person("ben")];
      const names = [ana, ben].map((one) => one.session.get()?.username ?? "");
      await ana.stop();
      const ended = run("node", [script, SYSTEM ?? "", names[0] ?? "", PASSWORD, names[1] ?? ""], { cwd: ROOT, timeout: 60_000 });
      ended.catch(() => undefined);
      const chat = await until(() => ben.chats.get().chats.find((one) => one.otherUserId === idOf(ana) || one.unread === 1));
      await until(() => ben.chats.get().chats[0]?.unread === 1);
      ben.chat(chat.chatId).seen(99);
      const { stdout } = await ended;
      expect(stdout).toMatch(/^sent as [0-9a-f-]{36}\nseen\n$/);
    } finally {
      rmSync(script);
    }
  });
});
