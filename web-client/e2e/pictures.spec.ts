import { expect, Person, test } from "./world";
import { picture } from "./picture";
import { Rest } from "./rest";

const FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;

// Takes the pictures of docs/: SENTINEL_PICTURES=1 npm run e2e -- pictures
test("pictures of the main views", async ({ browser }) => {
  test.skip(!process.env.SENTINEL_PICTURES, "pictures are taken when asked for");
  const mira = await Person.at(browser, "mira", {
    deviceScaleFactor: 1.5,
    colorScheme: "light",
    viewport: { width: 1180, height: 740 },
  });
  const others = [];
  for (const name of ["jonas", "leyla", "tom"]) {
    const person = await Person.at(browser, name);
    await person.register();
    others.push(person);
  }
  const [jonas, leyla, tom] = others as [Person, Person, Person];
  await mira.page.goto("/");
  await mira.page.getByRole("button", { name: "Create an account" }).click();
  await mira.page.screenshot({ path: `${FOLDER}door.png` });
  await mira.register();
  const [m, j, l, t] = [await Rest.of(mira), await Rest.of(jonas), await Rest.of(leyla), await Rest.of(tom)];

  const withTom = await t.chatWith(mira.name);
  await t.say(withTom, ["The keys are with the neighbour.", "She is in until six."]);
  const withLeyla = await l.chatWith(mira.name);
  await m.say(withLeyla, ["How was the exhibition?"]);
  await l.say(withLeyla, ["رائع جدا، سأرسل لك الصور غدا"]);
  const group = await m.group("Harbour walk", [j.userId, l.userId, t.userId]);
  await j.say(group, ["Shall we meet at the old lighthouse on Saturday?", "The ferry leaves at 10:20, so ten would be good."]);
  await l.say(group, ["Ten is fine. I bring tea ☕"]);
  await mira.openChat("Harbour walk");
  await mira.page
    .locator("input[type=file]")
    .setInputFiles([{ name: "coast.png", mimeType: "image/png", buffer: picture(900, 560) }]);
  await mira.field().fill("This is what it looked like last time");
  await mira.field().press("Enter");
  await expect(mira.page.getByRole("img", { name: "coast.png" })).toBeVisible();
  await jonas.openChat("Harbour walk");
  await jonas.tool("This is what it looked like", "Reply");
  await jonas.say("Then I take the good camera. The way is described here: https://walks.example.org/harbour");
  for (const person of [leyla, tom]) {
    await person.openChat("Harbour walk");
    await person.tool("This is what it looked like", "React");
    await person.page.getByRole("menuitem", { name: "React with ❤️" }).click();
  }
  await mira.say("Perfect. Ten at the lighthouse, then");
  await expect(mira.message("Perfect.")).toContainText("Seen");
  await expect(mira.page.getByRole("button", { name: "❤️ 2" })).toBeVisible();
  await mira.page.mouse.move(500, 5);
  await expect(mira.row(leyla.name)).toContainText("Online");
  await mira.page.screenshot({ path: `${FOLDER}chat-light.png` });

  await mira.page.emulateMedia({ colorScheme: "dark" });
  await mira.page.screenshot({ path: `${FOLDER}chat-dark.png` });
  await mira.page.emulateMedia({ colorScheme: "light" });

  await mira.page.getByRole("button", { name: "Open coast.png" }).click();
  const large = mira.page.getByRole("dialog").getByRole("img", { name: "coast.png" });
  await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await mira.page.screenshot({ path: `${FOLDER}viewer.png` });
  await mira.page.keyboard.press("Escape");

  await expect(async () => {
    await mira.page.getByRole("textbox", { name: "Search messages" }).fill("");
    await mira.page.getByRole("textbox", { name: "Search messages" }).fill("lightho");
    await expect(mira.page.locator("mark")).toHaveCount(2, { timeout: 1500 });
  }).toPass();
  await mira.page.getByRole("link", { name: /Shall we meet/ }).click();
  await mira.page.getByRole("button", { name: "What can be typed" }).click();
  await expect(mira.page.getByText("has:image")).toBeVisible();
  await mira.page.screenshot({ path: `${FOLDER}search.png` });

  await mira.page.goto("/#/settings");
  await expect(mira.page.getByLabel("Quiet hours")).toBeVisible();
  await mira.page.screenshot({ path: `${FOLDER}settings.png` });

  const phone = await Person.at(browser, "phone", {
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  Object.assign(phone, { name: mira.name, password: mira.password });
  await phone.logIn();
  await expect(phone.row(tom.name)).toContainText("2 unread");
  await expect(phone.row(leyla.name)).toContainText("Online");
  await phone.page.screenshot({ path: `${FOLDER}phone-list.png` });
  await phone.row("Harbour walk").tap();
  await expect(phone.page.getByRole("img", { name: "coast.png" })).toBeVisible();
  await expect(phone.message("Perfect.")).toBeInViewport();
  await phone.page.screenshot({ path: `${FOLDER}phone-chat.png` });
  for (const person of [mira, phone, ...others]) await person.leave();
});
