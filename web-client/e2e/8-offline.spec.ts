import { picture } from "./picture";
import { expect, test } from "./world";

const LOST = [/net::ERR_/, /WebSocket/, /status of 50\d/];

test("offline: what one writes waits, outlives a reload, and goes out once, in order", async ({ ana, ben }) => {
  ana.allowed.push(...LOST);
  await ana.startChat(ben.name);
  await ana.say("before");
  await ben.openChat(ana.name);
  const { back } = await cut(ana.page);
  await expect(ana.page.getByText("No connection. What you write is kept and sent later.")).toBeVisible();
  await ana.say("waiting one", "waiting two");
  await expect(ana.message("waiting two")).toContainText("Sending");
  await ana.page.reload();
  await expect(ana.message("waiting one")).toContainText("Sending");
  await expect(ana.message("waiting two")).toContainText("Sending");
  await ben.say("meanwhile");

  await back();
  await expect(ana.message("waiting two")).toContainText("Seen", { timeout: 30_000 });
  await expect(ana.message("meanwhile")).toBeVisible();
  await expect(ana.page.getByText("No connection.")).toHaveCount(0);
  const said = await ben.page.getByRole("article").allInnerTexts();
  expect(said.filter((text) => text.includes("waiting")).map((text) => text.split("\n")[0])).toEqual([
    "waiting one",
    "waiting two",
  ]);
});

test("a picture that could not be asked for comes when the connection is back", async ({ ana, ben }) => {
  ben.allowed.push(...LOST, /status of 404.*\/media\//);
  // The store of files may be slow: 503 says that one is to ask again, which the library does.
  ana.allowed.push(/status of 404.*\/media\//, /status of 503.*\/media\/.*\/complete/);
  await ana.startChat(ben.name);
  await ana.page
    .locator("input[type=file]")
    .setInputFiles([{ name: "hills.png", mimeType: "image/png", buffer: picture(640, 400) }]);
  await ana.field().fill("the hills");
  await ana.field().press("Enter");
  await ben.openChat(ana.name);
  await expect(ben.page.getByRole("img", { name: "hills.png" })).toBeVisible();
  await expect(ana.message("the hills")).toContainText("Seen");
  await expect.poll(() => keeps(ben.page, "the hills")).toBe(true);
  const { back } = await cut(ben.page);
  await expect(ben.message("the hills")).toContainText("Being checked");
  await expect(ben.page.getByText("No connection.")).toBeVisible();
  await back();
  await expect(ben.page.getByRole("img", { name: "hills.png" })).toBeVisible({ timeout: 30_000 });
});

test("two tabs of one browser agree, on messages, marks, drafts and the end", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  await ana.say("from the first tab");
  const other = await ana.newTab();
  await other.getByRole("link", { name: ben.name }).click();
  await expect(other.getByRole("article").filter({ hasText: "from the first tab" })).toBeVisible();
  const field = other.getByRole("textbox", { name: "Message", exact: true });
  await field.fill("from the second tab");
  await field.press("Enter");
  await expect(ana.messages("from the second tab")).toHaveCount(1);
  await ben.openChat(ana.name);
  await expect(other.getByRole("article").filter({ hasText: "from the first tab" })).toContainText("Seen");
  await expect(ana.message("from the second tab")).toContainText("Seen");
  for (const text of ["from the first tab", "from the second tab"]) {
    for (const person of [ana, ben]) await expect(person.messages(text)).toHaveCount(1);
  }
  await other.goto("/#/settings");
  await other.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(ana.page.getByRole("form", { name: "Log in" })).toBeVisible();
});

/** Whether the page has put a message with this text away; it does so a second after what changed. */
function keeps(page: import("@playwright/test").Page, text: string): Promise<boolean> {
  return page.evaluate(async (wanted) => {
    for (const { name } of await indexedDB.databases()) {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? "");
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error("It does not open"));
      });
      const chats = await new Promise<{ log: { entries: unknown[] } | null }[]>((resolve, reject) => {
        const asked = opened.transaction("chats").objectStore("chats").getAll();
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(new Error("It cannot be read"));
      });
      opened.close();
      if (chats.some((chat) => JSON.stringify(chat.log?.entries ?? []).includes(wanted))) {
        return true;
      }
    }
    return false;
  }, text);
}

/** Takes the network from a page: requests and sockets, over reloads too. The page itself still comes, as from a cache. */
async function cut(page: import("@playwright/test").Page) {
  let off = true;
  const sockets = new Set<{ close(): Promise<void> }>();
  await page.routeWebSocket(/./, (socket) => {
    if (off) void socket.close();
    else socket.connectToServer();
    sockets.add(socket);
  });
  const isPage = (url: URL) => url.pathname === "/" || /^\/(assets\/|mark|manifest|sw\.js)/.test(url.pathname);
  const rest = (url: URL) => !isPage(url);
  await page.route(rest, (route) => (off ? route.abort("internetdisconnected") : route.fallback()));
  await page.reload();
  return {
    async back() {
      off = false;
      await page.evaluate(() => dispatchEvent(new Event("online")));
    },
  };
}
