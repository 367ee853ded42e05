import { expect, Person, test } from "./world";

test("a group: made, renamed, joined, governed, left", async ({ ana, ben, browser }) => {
  const cleo = await Person.at(browser, "cleo");
  await cleo.register();
  const { page } = ana;
  await page.getByRole("button", { name: "New chat" }).first().click();
  await page.getByText("New group").click();
  await page.getByLabel("Name of the group").fill("Tea club");
  await page.getByRole("combobox", { name: "Members", exact: true }).fill(ben.name.slice(0, 8));
  await page.getByRole("option", { name: ben.name }).click();
  await page.getByRole("button", { name: "Create group" }).click();
  await ana.say("who brings cups?");

  await ben.openChat("Tea club");
  await expect(ben.message("who brings cups?")).toContainText(ana.name);
  await expect(ben.page.getByText(`${ana.name} made the group “Tea club”`).first()).toBeVisible();

  await page.getByRole("heading", { name: "Tea club" }).getByRole("button").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Add people" }).fill(cleo.name.slice(0, 9));
  await dialog.getByRole("option", { name: cleo.name }).click();
  await expect(dialog.getByText("3 members")).toBeVisible();
  await cleo.openChat("Tea club");
  await dialog.getByLabel("Name", { exact: true }).fill("Tea house");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(ben.row("Tea house")).toBeVisible();
  await expect(cleo.row("Tea house")).toBeVisible();

  await dialog.getByRole("button", { name: `What to do with ${ben.name}` }).click();
  await page.getByRole("menuitem", { name: "Make admin" }).click();
  await expect(ben.page.getByText(`${ana.name} made you admin`).first()).toBeVisible();
  await dialog.getByRole("button", { name: `What to do with ${cleo.name}` }).click();
  await page.getByRole("menuitem", { name: "Remove from group" }).click();
  await expect(cleo.page.getByText("You are not in this group any more.")).toBeVisible();
  await page.keyboard.press("Escape");

  await ben.page.getByRole("button", { name: "More actions" }).first().click();
  await ben.page.getByRole("menuitem", { name: "Leave group" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Leave group" }).click();
  await expect(page.getByText(`${ben.name} left`).first()).toBeVisible();
  await cleo.leave();
});
