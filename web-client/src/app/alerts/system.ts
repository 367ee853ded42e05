// Notifications of the system. They are on only where somebody turned them on, on this device, in this browser.
import type { Sentinel } from "../../sdk/api";

const KEY = "sentinel.notifications";

/** `on`: this device, by the id under which the server tells it. `pushed`: also while no page is open. */
export type SystemState =
  | { readonly kind: "unsupported" | "denied" | "off" }
  | { readonly kind: "on"; readonly deviceId: string; readonly pushed: boolean };

function supported(): boolean {
  return "serviceWorker" in navigator && "Notification" in window && isSecureContext;
}

export function systemState(): SystemState {
  if (!supported()) return { kind: "unsupported" };
  if (Notification.permission === "denied") return { kind: "denied" };
  const kept = localStorage.getItem(KEY);
  if (kept === null || Notification.permission !== "granted") return { kind: "off" };
  const [deviceId = "", pushed = ""] = kept.split(" ");
  return { kind: "on", deviceId, pushed: pushed === "pushed" };
}

/** Asks the person, then the browser. Without its push service it works while a page is open. */
export async function turnOn(sentinel: Sentinel): Promise<SystemState> {
  if (!supported()) return { kind: "unsupported" };
  if ((await Notification.requestPermission()) !== "granted") return systemState();
  const before = systemState();
  const deviceId = before.kind === "on" ? before.deviceId : `web-${crypto.randomUUID()}`;
  await navigator.serviceWorker.register("/sw.js");
  const pushed = await subscribe(sentinel, deviceId);
  localStorage.setItem(KEY, `${deviceId} ${pushed ? "pushed" : "shown"}`);
  return systemState();
}

/** A subscription belongs to the session that registered it, so it is registered again by each. */
async function subscribe(sentinel: Sentinel, deviceId: string): Promise<boolean> {
  try {
    const registration = await navigator.serviceWorker.ready;
    const applicationServerKey = await sentinel.webPushKey();
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    await sentinel.registerWebPush(deviceId, subscription.toJSON());
    return true;
  } catch {
    return false;
  }
}

export async function turnOff(sentinel: Sentinel): Promise<SystemState> {
  const state = systemState();
  await forget();
  if (state.kind === "on" && state.pushed) await sentinel.unregisterDevice(state.deviceId);
  return systemState();
}

/** Ends the subscription of this browser, without asking the server: its device goes with the session. */
export async function forget(): Promise<void> {
  localStorage.removeItem(KEY);
  if (!supported()) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

/** Shows one; another with the same `tag` takes its place, be it from a push or from another tab. */
export async function show(title: string, body: string, chatId: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.showNotification(title, { body, tag: chatId, icon: "/mark.svg", data: { chat_id: chatId } });
}
