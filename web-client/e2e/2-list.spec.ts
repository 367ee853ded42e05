import { expect, test } from "./world";

test("the list: preview, unread, presence, typing, draft, mute, and all of it at once from the cache", async ({ ana, ben }) => {
  await ana.startChat(ben.name);
  await ana.say("one", "two");
  const row = ben.row(ana.name);
  await expect(row).toContainText("two");
  await expect(row).toContainText("2 unread messages");
  await expect(row).toContainText("Online");
  await expect(ben.page).toHaveTitle("(2) Sentinel");

  await expect(async () => {
    await ana.field().fill("three");
    await ana.field().fill("three, perhaps");
    await expect(row).toContainText("typing…", { timeout: 500 });
  }).toPass();
  await ana.page.goto("/#/settings");
  await expect(ana.row(ben.name)).toContainText("Draft: three, perhaps");

  await ben.openChat(ana.name);
  await expect(row).not.toContainText("unread");
  await expect(ben.page).toHaveTitle("Sentinel");
  await ben.page.getByRole("button", { name: "More actions" }).first().click();
  await ben.page.getByRole("menuitem", { name: "Until I turn it on again" }).click();
  await expect(row).toContainText("Muted");

  // Nothing is answered now, and no socket opens: what is shown is what this device knew.
  await ana.openChat(ben.name);
  await expect(ana.field()).toHaveValue("three, perhaps");
  ana.allowed.push(/net::ERR_FAILED/, /WebSocket/);
  await ana.context.route(/\/users|\/token|\/notif|\/sync/, (route) => route.abort());
  await ana.context.routeWebSocket(/./, (socket) => socket.close());
  await ana.page.reload();
  await expect(ana.row(ben.name)).toContainText("two");
  await expect(ana.message("one")).toBeVisible();
  await expect(ana.field()).toHaveValue("three, perhaps");
});
