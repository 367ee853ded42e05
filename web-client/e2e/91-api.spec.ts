import { expect, test } from "./world";
import { Rest } from "./rest";

const SERVICES = ["user", "message", "presence", "notification", "search", "media"];

test("the API is tried at /api/, under the page's own policy", async ({ ana }) => {
  const { page } = ana;
  const { token } = await Rest.of(ana);
  const refused: string[] = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  page.on("pageerror", (error) => refused.push(error.message));
  await page.goto("/api/");
  for (const service of SERVICES) {
    await page.locator("#select").selectOption({ label: `${service}-service` });
    await expect(page.getByRole("heading", { name: `${service}-service` })).toBeVisible();
    await expect(page.locator(".opblock").first()).toBeVisible();
  }
  await page.locator("#select").selectOption({ label: "user-service" });
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.locator(".auth-container input").fill(token);
  await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Apply credentials" }).click();
  await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Close" }).click();
  const call = page.locator(".opblock-get").filter({ has: page.locator('[data-path="/users/me"]') });
  await call.locator(".opblock-summary").click();
  await call.getByRole("button", { name: "Try it out" }).click();
  await call.getByRole("button", { name: "Execute" }).click();
  await expect(call.locator(".live-responses-table .response-col_status").last()).toContainText("200");
  await expect(call.locator(".live-responses-table")).toContainText(ana.name);
  expect(refused).toEqual([]);
  if (process.env.SENTINEL_PICTURES) {
    await page.screenshot({ path: new URL("../../docs/pictures/api.png", import.meta.url).pathname });
  }
});
