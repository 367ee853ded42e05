import { lazy, Suspense, useState } from "react";
import { ConnectionLine } from "./alerts/ConnectionLine";
import { Toasts } from "./alerts/Toasts";
import { useSystemNotifications } from "./alerts/useSystemNotifications";
import { useTitleCount } from "./alerts/useTitleCount";
import { ChatPage } from "./chat/ChatPage";
import { Sidebar } from "./chats/Sidebar";
import { usePresence } from "./chats/usePresence";
import { usePhone } from "./kit/Dialog";
import { Empty } from "./kit/Empty";
import { Mark } from "./kit/icons";
import { useRoute } from "./kit/route";
import { texts } from "./texts";
import { useShortcuts } from "./useShortcuts";
import classes from "./Frame.module.css";

const SettingsPage = lazy(() => import("./settings/SettingsPage"));
const AlertsPage = lazy(() => import("./alerts/AlertsPage"));
const NewChat = lazy(() => import("./chats/NewChat"));
const Shortcuts = lazy(() => import("./settings/Shortcuts"));

/** The list at one side and what is open at the other; on a phone one of the two. */
export function Frame() {
  const route = useRoute();
  const phone = usePhone();
  const [dialog, setDialog] = useState<"new" | "keys" | null>(null);
  useShortcuts(setDialog);
  useTitleCount();
  useSystemNotifications();
  usePresence();
  const home = route.page === "home";
  return (
    <div className={classes.frame} data-page={home ? "list" : "open"}>
      <a className={classes.skip} href="#main" onClick={skipToMain}>
        {texts.skip}
      </a>
      <ConnectionLine />
      <div className={classes.columns}>
        <div className={classes.side} hidden={phone && !home}>
          <Sidebar onNew={() => setDialog("new")} />
        </div>
        <main id="main" className={classes.main} tabIndex={-1} hidden={phone && home}>
          <Suspense fallback={null}>
            {route.page === "chat" && route.chatId && <ChatPage key={route.chatId} chatId={route.chatId} at={route.at} />}
            {route.page === "settings" && <SettingsPage onShortcuts={() => setDialog("keys")} />}
            {route.page === "alerts" && <AlertsPage />}
            {home && (
              <div className={classes.nothing}>
                <Mark size={56} />
                <Empty title={texts.chats.pick} hint={texts.chats.pickHint} />
              </div>
            )}
          </Suspense>
        </main>
      </div>
      <Toasts />
      <Suspense fallback={null}>
        {dialog === "new" && <NewChat onClose={() => setDialog(null)} />}
        {dialog === "keys" && <Shortcuts onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}

/** The hash is the route, so the link moves the focus by itself. */
function skipToMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  const field = document.querySelector<HTMLElement>("#main textarea, #main input, #main button");
  (field ?? document.getElementById("main"))?.focus();
}
