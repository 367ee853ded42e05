import { expect, test } from "./world";
import { numbered, Rest } from "./rest";

test("a message: sent, delivered, seen; edited, answered, reacted to, deleted", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  await ana.say("first words");
  await expect(ana.message("first words")).toContainText("Delivered");
  await ben.openChat(ana.name);
  await expect(ana.message("first words")).toContainText("Seen");
  await expect(ben.page.getByRole("separator", { name: "New" })).toBeVisible();
  await expect(ben.page.getByRole("separator", { name: "Today" })).toBeVisible();

  await ana.field().press("ArrowUp");
  await ana.field().fill("better words");
  await ana.field().press("Enter");
  await expect(ben.message("better words")).toContainText("edited");

  await ben.tool("better words", "Reply");
  await ben.say("an answer");
  const quote = ana.message("an answer").getByRole("button", { name: /Go to the message of You/ });
  await expect(quote).toContainText("better words");
  await quote.click();
  await expect(ana.message("better words")).toBeFocused();

  await ben.tool("better words", "React");
  await ben.page.getByRole("menuitem", { name: "React with 🎉" }).click();
  await expect(ana.message("better words").getByRole("button", { name: "🎉 1" })).toBeVisible();
  await ana.message("better words").getByRole("button", { name: "🎉 1" }).click();
  await expect(ben.message("better words").getByRole("button", { name: "🎉 2, with yours" })).toBeVisible();

  await ana.message("better words").press("i");
  await expect(ana.page.getByRole("dialog")).toContainText("Seen by1 person");
  await expect(ana.page.getByRole("dialog").getByRole("list", { name: "Seen by" })).toContainText(ben.name);
  await ana.page.keyboard.press("Escape");

  await ana.message("better words").press("Delete");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(ben.message("Message deleted")).toBeVisible();
  await expect(ben.page.getByText("better words")).toHaveCount(0);

  await ana.say("<img src=x onerror=alert(1)> see https://example.org/a?b=c.");
  await expect(ben.message("<img src=x onerror=alert(1)>")).toBeVisible();
  await expect(ben.page.locator("article img")).toHaveCount(0);
  const link = ben.message("<img src=x").getByRole("link");
  await expect(link).toHaveAttribute("href", "https://example.org/a?b=c");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
});

test("history: older pages as one scrolls, in place; by keyboard; back to the newest", async ({ ana, ben }) => {
  const rest = await Rest.of(ben);
  const chatId = await rest.chatWith(ana.name);
  await rest.say(chatId, numbered(160));
  // The first half as most people see it, the second as who wants less motion.
  await ana.page.emulateMedia({ reducedMotion: "no-preference" });
  await ana.openChat(ben.name);
  await expect(ana.message("message 160 of 160")).toBeInViewport();
  await ana.page.getByRole("button", { name: "Jump to where new messages begin" }).click();
  await expect(ana.message("message 1 of 160")).toBeInViewport();
  await ana.page.getByRole("button", { name: "Jump to newest" }).click();
  await expect(ana.message("message 160 of 160")).toBeInViewport();
  await ana.page.reload();
  await expect(ana.message("message 160 of 160")).toBeVisible();

  const list = ana.page.getByRole("region", { name: "Messages" });
  // Up to the first, 300 pixels at a time: what is on top never moves by more than that, also when older pages come.
  const tops = await list.evaluate(async (element) => {
    const top = () => {
      const edge = element.getBoundingClientRect().top;
      const first = [...element.querySelectorAll("article")].find((line) => line.getBoundingClientRect().bottom > edge);
      return Number(/message (\d+) of/.exec(first?.textContent ?? "")?.[1] ?? 0);
    };
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // Under load the list is empty for some frames after a scroll.
    const drawn = async () => {
      for (let i = 0; i < 600 && (i < 6 || top() === 0); i += 1) await frame();
      return top();
    };
    const seen = [await drawn()];
    for (let i = 0; i < 300 && seen.at(-1) !== 1; i += 1) {
      element.scrollBy(0, -300);
      seen.push(await drawn());
    }
    return seen;
  });
  expect(tops.at(-1)).toBe(1);
  for (let i = 1; i < tops.length; i += 1) expect(Math.abs((tops[i - 1] ?? 0) - (tops[i] ?? 0)), tops.join(" ")).toBeLessThan(14);

  await rest.say(chatId, ["news"]);
  await ana.page.getByRole("button", { name: "Jump to newest, 1 new message" }).click();
  await expect(ana.message("news")).toBeInViewport();

  await ana.page.emulateMedia({ reducedMotion: "reduce" });
  // In the past, newer ones that could not be loaded can be asked for again.
  ana.allowed.push(/net::ERR_FAILED/);
  const newer = /after_seq=/;
  await ana.page.goto(`/#/chats/${chatId}/at/50`);
  await ana.page.reload();
  await expect(ana.message("message 50 of 160")).toBeInViewport();
  await ana.page.route(newer, (route) => route.abort());
  // The last of them: the line above the messages says so too.
  const failed = ana.page.getByText("This could not be loaded.").last();
  const toEnd = () => list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(async () => {
    await toEnd();
    await expect(failed).toBeVisible({ timeout: 500 });
  }).toPass();
  await ana.page.unroute(newer);
  const asked = ana.page.waitForResponse(newer);
  await ana.page.getByRole("button", { name: "Try again" }).last().click();
  expect((await asked).ok()).toBe(true);
  await expect(failed).toHaveCount(0);
  await expect(async () => {
    await toEnd();
    await expect(ana.message("message 160 of 160")).toBeInViewport({ timeout: 500 });
  }).toPass();
});

test("an input method keeps its Enter: it takes a word, and sends nothing", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  const cdp = await ana.context.newCDPSession(ana.page);
  const enter = async (more: object = {}) => {
    for (const type of ["rawKeyDown", "keyUp"] as const) {
      await cdp.send("Input.dispatchKeyEvent", { type, key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, ...more });
    }
  };
  await ana.field().focus();
  await cdp.send("Input.imeSetComposition", { text: "にほんご", selectionStart: 4, selectionEnd: 4 });
  await enter();
  await expect(ana.field()).toHaveValue("にほんご");
  await cdp.send("Input.insertText", { text: "日本語" });
  // Safari's, which comes when the composition has ended.
  await enter({ windowsVirtualKeyCode: 229 });
  await expect(ana.field()).toHaveValue("日本語");
  await expect(ana.page.getByRole("article")).toHaveCount(0);
  await enter();
  await expect(ana.message("日本語")).toBeVisible();
  await expect(ana.field()).toHaveValue("");
});

test("what is refused says why, and can be sent again or discarded", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  await ana.say("hello");
  await ben.openChat(ana.name);
  await ben.page.getByRole("button", { name: "More actions" }).first().click();
  await ben.page.getByRole("menuitem", { name: "Block" }).click();
  await expect(async () => {
    await ana.field().fill(`are you there ${Date.now()}`);
    await ana.field().press("Enter");
    await expect(ana.page.getByText("Not sent.").first()).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(ana.page.locator('article[data-state="sending"]')).toHaveCount(0);
  const all = ana.page.locator('article[data-state="failed"]');
  const count = await all.count();
  const failed = ana.page.locator(`article[data-id="${await all.last().getAttribute("data-id")}"]`);
  // "Sending" may last for a blink: the page itself notes it.
  const states = failed.evaluate(
    (line) =>
      new Promise<string[]>((done) => {
        const seen: string[] = [];
        new MutationObserver(() => {
          seen.push(line.getAttribute("data-state") ?? "");
          if (seen.at(-1) === "failed") done(seen);
        }).observe(line, { attributes: true, attributeFilter: ["data-state"] });
      }),
  );
  await failed.getByRole("button", { name: "Send again" }).click();
  expect(await states).toEqual(["sending", "failed"]);
  await expect(failed).toContainText("Not sent.");
  await expect(all).toHaveCount(count);
  await failed.getByRole("button", { name: "Discard" }).click();
  await expect(failed).toHaveCount(0);
  await expect(all).toHaveCount(count - 1);
});
