import { Button } from "@mantine/core";
import { useEffect } from "react";
import type { Alert } from "../../sdk/api";
import { Avatar } from "../kit/Avatar";
import { exactly, listTime } from "../kit/dates";
import { Empty } from "../kit/Empty";
import { Page } from "../kit/Page";
import { Problem } from "../kit/Problem";
import { formatRoute } from "../kit/route";
import { useSentinel, useWatched } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import classes from "./AlertsPage.module.css";

/** What one missed, the newest first. */
export default function AlertsPage() {
  const sentinel = useSentinel();
  const { items, unseen, hasMore } = useWatched(sentinel.alerts);
  const task = useTask();
  const { run } = task;
  const none = items.length === 0;
  useEffect(() => {
    if (none) void run(() => sentinel.loadMoreAlerts());
  }, [sentinel, none, run]);
  return (
    <Page
      title={texts.alerts.title}
      action={
        unseen > 0 && (
          <Button variant="light" size="sm" onClick={() => void run(() => sentinel.alertsSeen({ all: true }))}>
            {texts.alerts.allSeen}
          </Button>
        )
      }
    >
      <Problem failure={task.failure} />
      {none && !task.busy && <Empty title={texts.alerts.empty} hint={texts.alerts.emptyHint} />}
      <ul>
        {items.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ul>
      {hasMore && (
        <Button variant="subtle" loading={task.busy} onClick={() => void run(() => sentinel.loadMoreAlerts())}>
          {texts.more}
        </Button>
      )}
    </Page>
  );
}

function titleOf(alert: Alert): string {
  if (alert.kind === "welcome") return texts.alerts.welcome;
  if (alert.kind === "added_to_group") return texts.alerts.added(alert.chatTitle ?? texts.alerts.aGroup);
  return alert.chatTitle ?? alert.senderName ?? texts.someone;
}

function AlertLine({ alert }: { alert: Alert }) {
  const title = titleOf(alert);
  const inner = (
    <>
      <Avatar id={alert.senderId ?? alert.id} name={title} group={alert.chatTitle !== null} size={38} />
      <span className={classes.words}>
        <bdi className={classes.title}>{title}</bdi>
        <span className={classes.text} dir="auto">
          {alert.kind === "messages" && (
            <>
              {alert.messages > 1 && `${texts.alerts.messages(alert.messages)}: `}
              {alert.chatTitle !== null && alert.senderName !== null && `${alert.senderName}: `}
              {alert.preview ?? texts.alerts.newMessage}
            </>
          )}
        </span>
      </span>
      <time className={classes.time} dateTime={new Date(alert.at).toISOString()} title={exactly(alert.at)}>
        {listTime(alert.at)}
      </time>
    </>
  );
  return (
    <li>
      {alert.chatId ? (
        <a
          className={classes.alert}
          data-new={!alert.seen || undefined}
          href={formatRoute({ page: "chat", chatId: alert.chatId })}
        >
          {inner}
        </a>
      ) : (
        <div className={classes.alert} data-new={!alert.seen || undefined}>
          {inner}
        </div>
      )}
    </li>
  );
}
