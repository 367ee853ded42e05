import { expect, Person, test } from "./world";

test("an account: made, kept over a reload, its sessions, its password, its end", async ({ ana, browser }) => {
  const { page } = ana;
  ana.allowed.push(/status of 401/);
  await page.reload();
  await expect(page.getByRole("button", { name: "New chat" }).first()).toBeVisible();

  const phone = await Person.at(browser, "phone");
  phone.allowed.push(/status of 401/);
  Object.assign(phone, { name: ana.name, password: ana.password });
  await phone.logIn();
  await page.goto("/#/settings");
  await page.getByRole("button", { name: /^End the session of/ }).click();
  await expect(page.getByRole("button", { name: /^End the session of/ })).toHaveCount(0);
  await expect(phone.page.getByRole("form", { name: "Log in" })).toBeVisible();

  const next = `${ana.password}-2`;
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Wrong username or password.")).toBeVisible();
  await page.getByLabel("Current password").fill(ana.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("All other sessions have ended.")).toBeVisible();

  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.getByLabel("Username").fill(ana.name);
  await page.getByLabel("Password", { exact: true }).fill(ana.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Wrong username or password." })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(next);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("button", { name: "New chat" }).first()).toBeVisible();

  Object.assign(phone, { password: next });
  await phone.logIn();
  await page.goto("/#/settings");
  await page.getByRole("button", { name: "Log out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Log out everywhere" }).click();
  await expect(page.getByRole("form", { name: "Log in" })).toBeVisible();
  await expect(phone.page.getByRole("form", { name: "Log in" })).toBeVisible();
  await phone.leave();
});
