import { expect, test } from "./world";
import { numbered, Rest } from "./rest";

// SENTINEL_MEASURE=1 npm run e2e -- measure
test.skip(!process.env.SENTINEL_MEASURE, "measured when asked for");

test("the first chat is readable", async ({ ana, ben }) => {
  const rest = await Rest.of(ben);
  const chatId = await rest.chatWith(ana.name);
  await rest.say(chatId, numbered(60));
  await ana.openChat(ben.name);
  await expect(ana.message("message 60 of 60")).toBeVisible();
  const times: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    await ana.page.reload({ waitUntil: "commit" });
    const readable = await ana.page.waitForFunction(() =>
      [...document.querySelectorAll("article")].some((line) => line.textContent?.includes("message 60 of 60"))
        ? performance.now()
        : 0,
    );
    times.push(Math.round((await readable.jsonValue()) as number));
  }
  console.log(`first chat readable after ${times.join(", ")} ms`);
  expect([...times].sort((a, b) => a - b)[3]).toBeLessThan(1500);
});

test("50,000 messages are scrolled without slowing down", async ({ ana, ben }) => {
  test.setTimeout(330_000);
  const rest = await Rest.of(ben);
  const chatId = await rest.chatWith(ana.name);
  await rest.say(chatId, ["the only real one"]);
  await ana.row(ben.name).waitFor();
  const head = 50_000;
  const line = (seq: number) => ({
    message_id: `01990000-0000-7000-8000-${String(seq).padStart(12, "0")}`,
    chat_id: chatId,
    sender_id: rest.userId,
    type: "text",
    timestamp: new Date(Date.UTC(2026, 0, 1) + seq * 61_000).toISOString(),
    content: `line ${seq}: ${"words ".repeat(1 + (seq % 23))}`,
    seen_at: null,
    seq,
    reply_to: null,
    to: null,
    media_id: null,
    edited_at: null,
    deleted_at: null,
    reactions: [],
    change: null,
  });
  // The history of this chat is told by the test, in the shape of docs/protocol.md: pages of it, as the server gives them.
  await ana.context.route(new RegExp(`/users/chat/${chatId}\\?`), (route) => {
    const { searchParams } = new URL(route.request().url());
    const after = searchParams.get("after_seq");
    const before = after === null ? Number(searchParams.get("before_seq") ?? head + 1) : Math.min(head, Number(after) + 50) + 1;
    const first = Math.max(1, before - 50);
    const messages = Array.from({ length: before - first }, (_, index) => line(before - 1 - index));
    const ends = after === null ? first === 1 : before > head;
    return route.fulfill({ json: { messages, stored_seq: head, head_seq: head, next_cursor: ends ? null : "more" } });
  });
  await ana.openChat(ben.name);
  const list = ana.page.getByRole("region", { name: "Messages" });
  await expect(list.getByRole("article").first()).toBeVisible();
  const result = await list.evaluate(async (element) => {
    const lowest = () =>
      Math.min(...[...element.querySelectorAll("[data-seq]")].map((each) => Number((each as HTMLElement).dataset["seq"])));
    const steps: { at: number; frame: number }[] = [];
    const begun = performance.now();
    let shown = lowest();
    while (shown > 1 && performance.now() - begun < 240_000) {
      element.scrollTop = 0;
      const from = performance.now();
      let longest = 0;
      let last = from;
      do {
        await new Promise((done) => requestAnimationFrame(done));
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      } while (lowest() >= shown && last - from < 5000);
      shown = lowest();
      steps.push({ at: shown, frame: longest });
    }
    // And down again, half a screen in each frame; what was forgotten meanwhile is loaded anew.
    const frames: number[] = [];
    for (let i = 0, last = performance.now(); i < 900; i += 1) {
      element.scrollBy(0, 300);
      await new Promise((done) => requestAnimationFrame(done));
      frames.push(performance.now() - last);
      last = performance.now();
    }
    const sorted = (all: number[]) => all.sort((a, b) => a - b);
    const part = (from: number, to: number) => sorted(steps.slice(from, to).map((each) => each.frame));
    const middle = (all: number[]) => Math.round(all[Math.floor(all.length / 2)] ?? 0);
    const n = steps.length;
    return {
      reached: shown,
      pages: n,
      seconds: Math.round((performance.now() - begun) / 1000),
      longestFrameOfAPage: { first100: middle(part(0, 100)), last100: middle(part(n - 100, n)) },
      downTo: lowest(),
      frameMedian: middle(sorted(frames)),
      frame95: Math.round(frames[Math.floor(frames.length * 0.95)] ?? 0),
      nodes: element.querySelectorAll("*").length,
    };
  });
  console.log(JSON.stringify(result));
  expect(result.reached, "all of it was loaded").toBe(1);
  const { first100, last100 } = result.longestFrameOfAPage;
  expect(last100 / first100, "a page costs as much at the end as at the start").toBeLessThan(2);
  expect(result.downTo, "further than what was loaded on the way up").toBeGreaterThan(1_200);
  expect(result.nodes).toBeLessThan(3000);
  expect(result.frame95).toBeLessThan(100);
});
