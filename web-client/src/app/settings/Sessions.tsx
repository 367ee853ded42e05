import { Button } from "@mantine/core";
import { useCallback } from "react";
import { moment } from "../kit/dates";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useLoaded, useTask } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

/** Where one is signed in; each can be ended. */
export function Sessions({ onEverywhere }: { onEverywhere: () => void }) {
  const sentinel = useSentinel();
  const { value, failure, again } = useLoaded(useCallback(() => sentinel.sessions(), [sentinel]));
  const task = useTask();
  const end = async (sessionId: string) => {
    await task.run(() => sentinel.endSession(sessionId));
    again();
  };
  return (
    <Section title={texts.settings.sessions}>
      <Problem failure={failure ?? task.failure} onRetry={failure ? again : undefined} />
      <ul className={classes.rows}>
        {value?.map((session) => {
          const device = deviceName(session.device);
          return (
            <li key={session.sessionId}>
              <span className={classes.words}>
                <span title={session.device ?? undefined}>{device}</span>
                <span className={classes.dim}>
                  {session.current ? texts.settings.thisSession : texts.settings.lastUsed(moment(session.lastUsedAt))}
                </span>
              </span>
              {!session.current && (
                <Button
                  variant="default"
                  size="xs"
                  h={34}
                  aria-label={texts.settings.endSessionOf(device)}
                  disabled={task.busy}
                  onClick={() => void end(session.sessionId)}
                >
                  {texts.settings.endSession}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <div>
        <Button variant="default" size="sm" onClick={onEverywhere}>
          {texts.account.logOutEverywhere}
        </Button>
      </div>
    </Section>
  );
}

const BROWSERS = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

/** A short name of what calls itself by a User-Agent. */
function deviceName(device: string | null): string {
  if (!device) return texts.settings.unknownDevice;
  const browser = BROWSERS.find(([pattern]) => pattern.test(device))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(device))?.[1];
  return [browser, system].filter(Boolean).join(", ") || device.slice(0, 60);
}
