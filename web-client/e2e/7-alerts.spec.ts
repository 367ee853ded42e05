import { Rest } from "./rest";
import { expect, test } from "./world";

test("alerts: a calm line, the list, preferences, quiet hours, and a notification of the system", async ({ ana, ben }) => {
  await ana.context.grantPermissions(["notifications", "local-network-access"]);
  await ben.startChat(ana.name);
  await ana.row(ben.name).waitFor();
  await ana.page.goto("/#/settings");
  // The line stays for a few seconds, and tells only of what comes while one is connected.
  await expect(ana.row(ben.name)).toContainText("Online");
  await expect(ana.page.getByText(/^(No connection|Connecting|Catching up)/)).toHaveCount(0);
  await Promise.all([expect(ana.page.getByRole("status").getByText("tea?")).toBeVisible(), ben.say("tea?")]);

  await ana.page.goto("/#/alerts");
  await expect(ana.page.getByRole("main").getByRole("link", { name: /tea\?/ })).toBeVisible();
  await ana.page.getByRole("main").getByRole("link", { name: /tea\?/ }).click();
  await expect(ana.message("tea?")).toBeVisible();
  await expect(ana.page.getByRole("status").getByText("tea?")).toHaveCount(0);

  await ana.page.goto("/#/settings");
  const settings = ana.page.getByRole("region", { name: "Notifications" });
  await settings.getByLabel("Quiet hours").click();
  await settings.getByLabel("From").fill("21:30");
  await settings.getByLabel("From").blur();
  const put = (body: RegExp) =>
    ana.page.waitForResponse((answer) => answer.request().method() === "PUT" && body.test(answer.request().postData() ?? ""));
  const saved = put(/"previews":false/);
  await settings.getByLabel("Say what a message says").click();
  await expect(settings.getByLabel("Say what a message says")).not.toBeChecked();
  expect((await saved).ok()).toBe(true);

  // A mute made elsewhere meanwhile is not undone by what is changed here.
  const other = await ana.newTab();
  await other.getByRole("link", { name: ben.name }).first().click();
  await other.getByRole("button", { name: "More actions" }).first().click();
  await other.getByRole("menuitem", { name: "Until I turn it on again" }).click();
  await expect(other.getByRole("navigation").getByText("Muted").first()).toBeAttached();
  await other.close();
  const kept = put(/"to":"06:15"/);
  await settings.getByLabel("To").fill("06:15");
  await settings.getByLabel("To").blur();
  expect((await kept).ok()).toBe(true);
  await expect(settings.getByRole("list", { name: "Muted chats" })).toContainText(ben.name);
  await ana.page.reload();
  await expect(settings.getByRole("list", { name: "Muted chats" })).toContainText(ben.name);
  await expect(settings.getByLabel("From")).toHaveValue("21:30");
  await expect(settings.getByLabel("Quiet hours")).toBeChecked();
  await expect(settings.getByLabel("Say what a message says")).not.toBeChecked();

  await ana.page.getByRole("region", { name: "Why was I notified?" }).getByRole("button", { name: "Show more" }).click();
  await expect(ana.page.getByText("Only devices with notifications turned on are listed.")).toBeVisible();
});

test("the service worker shows a push as the server sends it, and opens its chat", async ({ ana, ben }) => {
  await ana.context.grantPermissions(["notifications", "local-network-access"]);
  ana.allowed.push(/Push API in incognito mode/);
  await ben.startChat(ana.name);
  await ana.row(ben.name).waitFor();
  await ana.page.goto("/#/settings");
  await ana.page.getByLabel(/^Notify me when/).click();
  await expect(ana.page.getByLabel(/^Notify me when/)).toBeChecked();

  const chatId = /chats\/([0-9a-f-]{36})/.exec(ben.page.url())?.[1] ?? "";
  const cdp = await ana.context.newCDPSession(ana.page);
  const registered = new Promise<string>((done) =>
    cdp.on(
      "ServiceWorker.workerRegistrationUpdated",
      ({ registrations }) => registrations[0] && done(registrations[0].registrationId),
    ),
  );
  await cdp.send("ServiceWorker.enable");
  const data = JSON.stringify({
    title: "ben",
    body: "are you there?",
    tag: chatId,
    data: { event: "received_message", chat_id: chatId },
  });
  // Chromium forgets a notification when it is asked for its list while it shows it: about one in twenty. So nobody asks until then.
  const worker = ana.context.serviceWorkers()[0] ?? (await ana.context.waitForEvent("serviceworker"));
  await worker.evaluate(() => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; showing?: Promise<void> };
    const show = scope.registration.showNotification.bind(scope.registration);
    scope.registration.showNotification = (...what) => (scope.showing = show(...what));
  });
  const origin = new URL(ana.page.url()).origin;
  await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
  await expect
    .poll(() => worker.evaluate(() => (globalThis as { showing?: Promise<void> }).showing?.then(() => "shown")))
    .toBe("shown");
  const shown = () =>
    ana.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });
  await expect.poll(shown).toEqual([{ title: "ben", body: "are you there?", tag: chatId }]);

  // Nothing but a hand can click at what the system shows; this is the event that the worker gets of it.
  await worker.evaluate(async () => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await registration.getNotifications();
    const waitUntil = (work: Promise<unknown>) => void work.catch(() => undefined);
    dispatchEvent(Object.assign(new Event("notificationclick"), { notification, waitUntil }));
  });
  await expect(ana.page).toHaveURL(new RegExp(`#/chats/${chatId}$`));
  await expect(ana.page.getByRole("heading", { name: ben.name })).toBeVisible();
  await expect.poll(shown).toEqual([]);

  // Her sessions end somewhere else, and somebody else logs in at this browser: he did not turn anything on.
  ana.allowed.push(/status of 401/);
  await (await Rest.of(ana)).endAll();
  await expect(ana.page.getByRole("form", { name: "Log in" })).toBeVisible();
  const kept = () => ana.page.evaluate(() => localStorage.getItem("sentinel.notifications"));
  expect(await kept()).toContain("web-");
  await ben.logIn(ana.page);
  await expect.poll(kept).toBeNull();
  await ana.page.goto("/#/settings");
  await expect(ana.page.getByLabel(/^Notify me when/)).not.toBeChecked();
});
