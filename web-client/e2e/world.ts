import { expect, test as base, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** What the page is served with; where the gateway does not serve it yet, the tests do (SENTINEL_DIST). */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
  "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** Somebody at a browser of his own. */
export class Person {
  readonly name: string;
  readonly password = `pass-${randomBytes(6).toString("hex")}`;
  /** What a browser may complain of in this test; anything else makes it fail. */
  readonly allowed: RegExp[] = [];
  readonly complaints: string[] = [];

  private constructor(
    name: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.name = `${name}-${randomBytes(4).toString("hex")}`;
  }

  static async at(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      ...options,
    });
    await serveDist(context);
    const person = new Person(name, context, await context.newPage());
    person.listenTo(person.page);
    return person;
  }

  listenTo(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.complaints.push(error.stack ?? String(error)));
  }

  async newTab(): Promise<Page> {
    const page = await this.context.newPage();
    this.listenTo(page);
    await page.goto("/");
    return page;
  }

  async register(): Promise<void> {
    const { page } = this;
    await page.goto("/");
    await page.getByRole("button", { name: "Create an account" }).click();
    await page.getByLabel("Username").fill(this.name);
    await page.getByLabel("E-mail").fill(`${this.name}@example.org`);
    await page.getByLabel("Password", { exact: true }).fill(this.password);
    await page.getByRole("button", { name: "Create an account" }).click();
    await expect(page.getByRole("button", { name: "New chat" }).first()).toBeVisible();
  }

  async logIn(page = this.page): Promise<void> {
    await page.goto("/");
    await page.getByLabel("Username").fill(this.name);
    await page.getByLabel("Password", { exact: true }).fill(this.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("button", { name: "New chat" }).first()).toBeVisible();
  }

  /** Finds somebody by name and opens the chat with him. */
  async startChat(name: string): Promise<void> {
    const { page } = this;
    await page.getByRole("button", { name: "New chat" }).first().click();
    await page.getByRole("combobox", { name: "Find by username" }).fill(name.slice(0, -1));
    await page.getByRole("option", { name }).click();
    await expect(page.getByRole("heading", { name })).toBeVisible();
  }

  async openChat(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.page.getByRole("heading", { name })).toBeVisible();
  }

  row(name: string) {
    const links = this.page.getByRole("navigation", { name: "Chats" }).getByRole("link");
    return links.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async say(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.field().fill(text);
      await this.field().press("Enter");
      await expect(this.message(text)).toBeVisible();
    }
  }

  field() {
    return this.page.getByRole("textbox", { name: "Message", exact: true });
  }

  message(text: string) {
    return this.messages(text).last();
  }

  /** All that say this: more than one where one was sent twice. */
  messages(text: string) {
    return this.page.getByRole("article").filter({ has: this.page.locator("p", { hasText: text }) });
  }

  /** Goes; fails if this browser complained of what was not allowed. */
  async leave(): Promise<void> {
    const complaints = this.complaints.filter((each) => !this.allowed.some((pattern) => pattern.test(each)));
    await this.context.close();
    expect(complaints, `what the browser of ${this.name} complained of`).toEqual([]);
  }

  /** Opens the tools of a message. */
  async tool(text: string, name: string) {
    await this.message(text).hover();
    await this.message(text).getByRole("button", { name }).click();
  }
}

async function serveDist(context: BrowserContext): Promise<void> {
  const dist = process.env.SENTINEL_DIST;
  if (!dist) return;
  // A page that did not come over the network may not speak with an address of this machine otherwise.
  await context.grantPermissions(["local-network-access"]);
  await context.route(
    (url) => url.pathname === "/" || /^\/(assets\/.*|sw\.js|mark\.svg|manifest\.webmanifest)$/.test(url.pathname),
    async (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = path === "/" ? "/index.html" : path;
      const headers = { "content-security-policy": CSP, "content-type": TYPES[extname(file)] ?? "application/octet-stream" };
      await route.fulfill({ body: await readFile(join(dist, file)), headers });
    },
  );
}

interface Cast {
  readonly ana: Person;
  readonly ben: Person;
}

async function act(browser: Browser, name: string, use: (person: Person) => Promise<void>): Promise<void> {
  const person = await Person.at(browser, name);
  await person.register();
  await use(person);
  await person.leave();
}

/** A test with two people who have just registered, each at his own browser. */
export const test = base.extend<Cast>({
  ana: ({ browser }, use) => act(browser, "ana", use),
  ben: ({ browser }, use) => act(browser, "ben", use),
});

export { expect };
