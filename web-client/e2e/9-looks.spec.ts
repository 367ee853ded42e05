import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { picture } from "./picture";
import { expect, Person, test } from "./world";
import { Rest } from "./rest";

/** Fails on what axe finds serious or critical, in all of the page or in a part of it. */
async function accessible(page: Page, what: string, part = "html"): Promise<void> {
  // Rules that need markup of their own in the page's frame are run as they are; nothing is left out.
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  const bad = violations.filter((each) => each.impact === "serious" || each.impact === "critical");
  expect(
    bad.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" | ")}`),
    what,
  ).toEqual([]);
}

const DIALOG = '[role="dialog"]';

async function pressUntilFocused(key: string, target: Locator): Promise<void> {
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 40 && !(await focused()); i += 1) await target.page().keyboard.press(key);
  await expect(target).toBeFocused();
}

test("axe finds nothing serious, in light and in dark", async ({ ana, ben }) => {
  const { page } = ana;
  const a = await Rest.of(ana);
  const b = await Rest.of(ben);
  const group = await a.group("Tea club", [b.userId]);
  await b.say(group, ["who brings cups? https://example.org", "שלום"]);
  await ana.startChat(ben.name);
  await ana.say("hello");
  await ana.openChat("Tea club");
  const cups = { name: "cups.png", mimeType: "image/png", buffer: picture(320, 200) };
  await page.locator("input[type=file]").setInputFiles([cups]);
  await ana.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("button", { name: "Open cups.png" })).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
    await ana.openChat("Tea club");
    await ana.message("who brings cups?").hover();
    await accessible(page, `${scheme}: chat`);
    await page.getByRole("heading", { name: "Tea club" }).getByRole("button").click();
    await expect(page.getByText("2 members").last()).toBeVisible();
    await accessible(page, `${scheme}: group`);
    await page.keyboard.press("Escape");
    await ana.message("who brings cups?").press("i");
    await expect(page.getByRole("dialog", { name: "Message info" })).toContainText("Seen by");
    await accessible(page, `${scheme}: details`, DIALOG);
    await page.keyboard.press("Escape");
    await ana.row("Tea club").press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await accessible(page, `${scheme}: shortcuts`, DIALOG);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open cups.png" }).click();
    await expect(page.getByRole("dialog", { name: "Picture" }).getByRole("img", { name: "cups.png" })).toBeVisible();
    await accessible(page, `${scheme}: viewer`, DIALOG);
    await page.keyboard.press("Escape");
    await page.goto("/#/settings");
    await expect(page.getByText("This one")).toBeVisible();
    await expect(page.getByLabel("Quiet hours")).toBeVisible();
    await expect(page.getByText("You have blocked nobody.")).toBeVisible();
    await accessible(page, `${scheme}: settings`);
    if (scheme === "dark") break;
    await page.goto("/#/alerts");
    await expect(page.getByRole("main").getByRole("heading", { name: "Notifications" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await accessible(page, `${scheme}: alerts`);
    await page.goto("/#/search?q=cups");
    await page.getByRole("button", { name: "What can be typed" }).click();
    await accessible(page, `${scheme}: search`);
    await page.goto("/#/");
    await page.keyboard.press("Alt+n");
    await page.getByRole("combobox", { name: "Find by username" }).fill(ben.name.slice(0, 8));
    await expect(page.getByRole("option", { name: ben.name })).toBeVisible();
    await accessible(page, `${scheme}: new chat`);
    await page.keyboard.press("Escape");
  }
  await page.goto("/#/settings");
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(page.getByRole("form", { name: "Log in" })).toBeVisible();
  await accessible(page, "dark: door");
});

test("a phone: list and chat are two pages; what is touched is large enough", async ({ ben, browser }) => {
  const ana = await Person.at(browser, "ana", { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await ana.register();
  await ana.startChat(ben.name);
  await ana.say("from a phone");
  await expect(ana.page.getByRole("navigation", { name: "Chats" })).toBeHidden();
  await accessible(ana.page, "phone: chat");
  const small = await ana.page.locator("main button:visible").evaluateAll((buttons) =>
    buttons
      .map((each) => [each.getAttribute("aria-label"), each.getBoundingClientRect()] as const)
      .filter(([, box]) => box.height < 32 || box.width < 32)
      .map(([name]) => name),
  );
  expect(small).toEqual([]);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await ana.page.getByRole("button", { name: "Back" }).click();
  await expect(ana.row(ben.name)).toBeVisible();
  await accessible(ana.page, "phone: list");
  await ana.row(ben.name).tap();
  await ana.message("from a phone").tap();
  await ana.message("from a phone").getByRole("button", { name: "Reply" }).tap();
  await ana.say("an answer");
  await ana.leave();
});

test("by keyboard alone: from the list to an answer, and back", async ({ ana, ben }) => {
  const { page } = ana;
  const rest = await Rest.of(ben);
  const chatId = await rest.chatWith(ana.name);
  await rest.say(chatId, ["the first", "the second"]);
  await rest.group("Tea club", [(await Rest.of(ana)).userId]);
  await ana.row("Tea club").waitFor();
  await page.reload();
  await ana.row(ben.name).waitFor();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the chat" })).toBeFocused();
  await pressUntilFocused("Tab", page.locator("a[data-chat]").first());
  await page.keyboard.press("End");
  await expect(ana.row(ben.name)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(ana.field()).toBeFocused();
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await expect(ana.message("hello")).toBeVisible();

  await pressUntilFocused("Shift+Tab", ana.message("hello"));
  await page.keyboard.press("ArrowUp");
  await expect(ana.message("the second")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(ana.message("the first")).toBeFocused();
  await page.keyboard.press("r");
  await expect(ana.field()).toBeFocused();
  await expect(page.getByText(`Replying to ${ben.name}`)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Replying to")).toHaveCount(0);
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByRole("heading", { name: "Tea club" })).toBeVisible();
  await ana.row("Tea club").press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("right-to-left text keeps its direction, whatever stands around it", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  await ana.say("مرحبا، كيف حالك؟ (hello)", "hello مرحبا");
  const direction = (text: string) =>
    ana
      .message(text)
      .locator("p")
      .evaluate((element) => getComputedStyle(element).direction);
  expect(await direction("كيف حالك")).toBe("rtl");
  expect(await direction("hello مرحبا")).toBe("ltr");
  await ana.page.evaluate(() => (document.documentElement.dir = "rtl"));
  const own = await ana.message("hello مرحبا").locator("p").boundingBox();
  const list = await ana.page.getByRole("region", { name: "Messages" }).boundingBox();
  expect((own?.x ?? 999) - (list?.x ?? 0)).toBeLessThan((list?.width ?? 0) / 2);
});
