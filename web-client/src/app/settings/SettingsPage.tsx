import { Button } from "@mantine/core";
import { useState } from "react";
import { forget } from "../alerts/system";
import { Avatar } from "../kit/Avatar";
import { Page } from "../kit/Page";
import { useSentinel, useSession, useWatched } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { Problem } from "../kit/Problem";
import { texts } from "../texts";
import { ConfirmDialog } from "../chat/ConfirmDialog";
import { Appearance } from "./Appearance";
import { Blocked } from "./Blocked";
import { Decisions } from "./Decisions";
import { NotificationSettings } from "./NotificationSettings";
import { Password } from "./Password";
import { Section } from "./Section";
import { Sessions } from "./Sessions";
import { StatusSetting } from "./StatusSetting";
import classes from "./SettingsPage.module.css";

/** Everything about oneself and this device. */
export default function SettingsPage({ onShortcuts }: { onShortcuts: () => void }) {
  const sentinel = useSentinel();
  const session = useSession();
  const chats = useWatched(sentinel.chats);
  const [ending, setEnding] = useState<"here" | "everywhere" | null>(null);
  const task = useTask();
  const waiting = chats.chats.filter((chat) => chat.last?.state === "sending" && chat.last.seq === null).length;
  const leave = async () => {
    await forget();
    await (ending === "everywhere" ? sentinel.logOutEverywhere() : sentinel.logOut());
    location.hash = "#/";
  };
  const question = ending === "everywhere" ? texts.account.logOutEverywhereHint : "";
  return (
    <Page
      title={texts.settings.title}
      action={
        <Button variant="default" size="sm" onClick={() => (waiting > 0 ? setEnding("here") : void task.run(leave))}>
          {texts.account.logOut}
        </Button>
      }
    >
      <Problem failure={task.failure} />
      <div className={classes.me}>
        <Avatar id={session.userId} name={session.username} size={52} />
        <p className={classes.name} dir="auto">
          {session.username}
        </p>
      </div>
      <StatusSetting />
      <Appearance />
      <NotificationSettings />
      <Decisions />
      <Sessions onEverywhere={() => setEnding("everywhere")} />
      <Password username={session.username} />
      <Blocked />
      <Section title={texts.settings.shortcuts}>
        <div>
          <Button variant="default" size="sm" onClick={onShortcuts}>
            {texts.settings.shortcutsOpen}
          </Button>
        </div>
      </Section>
      {ending && (
        <ConfirmDialog
          title={ending === "everywhere" ? texts.account.logOutEverywhere : texts.account.logOut}
          question={`${question} ${waiting > 0 ? texts.account.waiting(waiting) : ""}`.trim()}
          onYes={leave}
          onClose={() => setEnding(null)}
        />
      )}
    </Page>
  );
}
