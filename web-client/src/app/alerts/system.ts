// Notifications of the system. They are on only where somebody turned them on, on this device, in this browser.
import type { Sentinel } from "../../sdk/api";

/** Holds the device, how it is told, and the user who turned it on: who signs in here later was not asked. */
const KEY = "sentinel.notifications";
let ended: Promise<unknown> = Promise.resolve();

/** `on`: this device, by the id under which the server tells it. `pushed`: also while no page is open. */
export type SystemState =
  | { readonly kind: "unsupported" | "denied" | "off" }
  | { readonly kind: "on"; readonly deviceId: string; readonly pushed: boolean };

function supported(): boolean {
  return "serviceWorker" in navigator && "Notification" in window && isSecureContext;
}

/** For this user: what another turned on in this browser is off. */
export function systemState(userId: string): SystemState {
  if (!supported()) return { kind: "unsupported" };
  if (Notification.permission === "denied") return { kind: "denied" };
  const kept = localStorage.getItem(KEY);
  if (kept === null || Notification.permission !== "granted") return { kind: "off" };
  const [deviceId = "", pushed = "", owner = ""] = kept.split(" ");
  if (owner !== userId) return { kind: "off" };
  return { kind: "on", deviceId, pushed: pushed === "pushed" };
}

/** Asks the person, then the browser. Without its push service it works while a page is open. */
export async function turnOn(sentinel: Sentinel): Promise<SystemState> {
  if (!supported()) return { kind: "unsupported" };
  const userId = userOf(sentinel);
  if ((await Notification.requestPermission()) !== "granted") return systemState(userId);
  await ended;
  const before = systemState(userId);
  const deviceId = before.kind === "on" ? before.deviceId : `web-${crypto.randomUUID()}`;
  await navigator.serviceWorker.register("/sw.js");
  const pushed = await subscribe(sentinel, deviceId);
  if (userOf(sentinel) === userId) localStorage.setItem(KEY, `${deviceId} ${pushed ? "pushed" : "shown"} ${userId}`);
  return systemState(userId);
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
  const state = systemState(userOf(sentinel));
  await forget();
  if (state.kind === "on" && state.pushed) await sentinel.unregisterDevice(state.deviceId);
  return systemState(userOf(sentinel));
}

function userOf(sentinel: Sentinel): string {
  return sentinel.session.get()?.userId ?? "";
}

/** Ends what somebody else turned on whose session ended without {@link forget}: by the server, or in another tab. */
export function forgetOthers(userId: string): void {
  const owner = localStorage.getItem(KEY)?.split(" ")[2];
  if (localStorage.getItem(KEY) !== null && owner !== userId) void forget();
}

/** Ends the subscription of this browser, without asking the server: its device goes with the session. */
export function forget(): Promise<void> {
  localStorage.removeItem(KEY);
  const end = supported() ? unsubscribe() : Promise.resolve();
  ended = end.catch(() => undefined);
  return end;
}

async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

/** Shows one; another with the same `tag` takes its place, be it from a push or from another tab. */
export async function show(title: string, body: string, chatId: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.showNotification(title, { body, tag: chatId, icon: "/mark.svg", data: { chat_id: chatId } });
}
