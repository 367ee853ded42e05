import { expect, test } from "./world";
import { numbered, Rest } from "./rest";

test("search: found as one types, everywhere or in one chat, with operators; a hit leads to its place", async ({ ana, ben }) => {
  const rest = await Rest.of(ben);
  const chatId = await rest.chatWith(ana.name);
  await rest.say(chatId, ["the grey fox sleeps", ...numbered(70, "badger"), "a grey <b>wolf</b>"]);
  await ana.openChat(ben.name);
  await expect(ana.message("a grey <b>wolf</b>")).toBeVisible();

  const box = ana.page.getByRole("textbox", { name: "Search messages" });
  await ana.page.keyboard.press("Control+k");
  await expect(box).toBeFocused();
  const results = ana.page.getByRole("region", { name: "Search messages" });
  await expect(async () => {
    await box.fill("");
    await box.fill("gre");
    await expect(results.getByRole("listitem")).toHaveCount(2, { timeout: 5000 });
  }).toPass();
  await expect(results.getByRole("status")).toContainText("2 found");
  await expect(results.getByRole("listitem").first()).toContainText("a grey <b>wolf</b>");
  await expect(results.locator("mark").first()).toHaveText("grey");

  await box.fill(`"grey fox" from:${ben.name}`);
  await expect(results.getByRole("listitem")).toHaveCount(1);
  await results.getByRole("link", { name: /the grey fox sleeps/ }).click();
  await expect(ana.message("the grey fox sleeps")).toBeInViewport();
  await expect(ana.message("the grey fox sleeps")).toBeFocused();
  await expect(ana.page.getByRole("button", { name: "Jump to newest" })).toBeVisible();

  await ana.page.getByRole("button", { name: "Search in this chat" }).click();
  await box.fill("badger");
  await expect(results.getByRole("status")).toContainText("or more found");
  await expect(results.getByRole("status")).toContainText("Complete up to now.");
  const before = await results.getByRole("listitem").count();
  await results.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => results.getByRole("listitem").count()).toBeGreaterThan(before);
  await results.getByText("Best").click();
  await expect(ana.page).toHaveURL(/sort=best/);

  await box.fill("qqqqzzzz");
  await expect(results.getByRole("status")).toContainText("Nothing found.");
  await results.getByRole("button", { name: "What can be typed" }).click();
  await expect(results.getByText("has:image")).toBeVisible();
  await box.press("Escape");
  await expect(ana.row(ben.name)).toBeVisible();
});
