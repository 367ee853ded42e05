// Shows pushes as docs/protocol.md says they come, and opens the chat that one tells of. It keeps no copies of anything.
"use strict";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let push = {};
  try {
    push = event.data?.json() ?? {};
  } catch {
    // Not ours. A push has to show something, so it shows what is below.
  }
  const data = typeof push.data === "object" && push.data !== null ? push.data : {};
  event.waitUntil(
    self.registration.showNotification(String(push.title || "Sentinel"), {
      body: String(push.body || ""),
      icon: "/mark.svg",
      tag: typeof push.tag === "string" ? push.tag : "sentinel",
      data: { chat_id: data.chat_id },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const chatId = event.notification.data && event.notification.data.chat_id;
  const hash = ID.test(String(chatId)) ? `#/chats/${chatId}` : "#/";
  event.waitUntil(open(hash));
});

/** In a page that is open where there is one, so that no second one appears. */
async function open(hash) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => each.focused) || pages[0];
  if (!page) {
    await self.clients.openWindow(`/${hash}`);
    return;
  }
  page.postMessage({ type: "open", hash });
  await page.focus();
}
