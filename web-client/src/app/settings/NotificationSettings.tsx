import { Switch } from "@mantine/core";
import { useCallback, useRef, useState } from "react";
import type { Preferences } from "../../sdk/api";
import { systemState, turnOff, turnOn } from "../alerts/system";
import { chatName } from "../chats/summary";
import { moment } from "../kit/dates";
import { Problem } from "../kit/Problem";
import { usePeople, useSentinel, useSession, useWatched } from "../kit/sentinel";
import { useLoaded, useTask } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

/** When, where and how one is told. */
export function NotificationSettings() {
  const sentinel = useSentinel();
  const { value, failure, again } = useLoaded(useCallback(() => sentinel.preferences(), [sentinel]));
  return (
    <Section title={texts.alerts.title}>
      <ThisDevice />
      <Problem failure={failure} onRetry={again} />
      {value && <Everywhere before={value} />}
    </Section>
  );
}

function ThisDevice() {
  const sentinel = useSentinel();
  const { userId } = useSession();
  const [state, setState] = useState(() => systemState(userId));
  const task = useTask();
  const change = (on: boolean) => void task.run(async () => setState(on ? await turnOn(sentinel) : await turnOff(sentinel)));
  const hint = {
    on: state.kind === "on" && state.pushed ? texts.notifications.pushWorks : texts.notifications.pushFails,
    off: "",
    denied: texts.notifications.denied,
    unsupported: texts.notifications.unsupported,
  }[state.kind];
  return (
    <>
      <Switch
        label={texts.notifications.system}
        checked={state.kind === "on"}
        disabled={task.busy || state.kind === "unsupported" || state.kind === "denied"}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <p role="status" className={classes.dim}>
        {hint}
      </p>
      <Problem failure={task.failure} />
    </>
  );
}

type Step = (now: Preferences) => Preferences;
type Change = (step: Step) => void;

function Everywhere({ before }: { before: Preferences }) {
  const sentinel = useSentinel();
  const [saved, setSaved] = useState(before);
  const [pending, setPending] = useState<readonly Step[]>([]);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const task = useTask();
  const preferences = pending.reduce((now, step) => step(now), saved);
  // All of it is replaced at once: so it is done to what the server has now, which may have changed elsewhere since,
  // and one change after the other.
  const change: Change = (step) => {
    setPending((all) => [...all, step]);
    const save = async () => {
      const next = step(await sentinel.preferences());
      await sentinel.setPreferences(next);
      setSaved(next);
    };
    queue.current = queue.current.then(() => task.run(save)).then(() => setPending((all) => all.filter((each) => each !== step)));
  };
  const quiet = preferences.quietHours;
  const zone = quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Switch
        label={texts.notifications.previews}
        checked={preferences.previews}
        onChange={({ currentTarget: { checked } }) => change((now) => ({ ...now, previews: checked }))}
      />
      <Switch
        label={texts.notifications.quiet}
        description={texts.notifications.quietHint(zone)}
        checked={quiet !== null}
        onChange={({ currentTarget: { checked } }) =>
          change((now) => ({ ...now, quietHours: checked ? { from: "22:00", to: "07:00", zone } : null }))
        }
      />
      {quiet && (
        <div className={classes.line}>
          {(["from", "to"] as const).map((end) => (
            <label key={end}>
              {texts.notifications[end]}
              <input
                type="time"
                required
                className={classes.input}
                defaultValue={quiet[end]}
                onBlur={(event) => {
                  const time = event.currentTarget.value;
                  if (/^\d\d:\d\d$/.test(time) && time !== quiet[end])
                    change((now) => ({ ...now, quietHours: { ...(now.quietHours ?? quiet), [end]: time } }));
                }}
              />
            </label>
          ))}
        </div>
      )}
      <MutedChats muted={preferences.mutedChats} onChange={change} />
      <Problem failure={task.failure} />
    </>
  );
}

interface MutedProps {
  readonly muted: Preferences["mutedChats"];
  readonly onChange: Change;
}

function MutedChats({ muted, onChange }: MutedProps) {
  const { chats } = useWatched(useSentinel().chats);
  const people = usePeople();
  if (muted.length === 0) return <p className={classes.dim}>{texts.notifications.noneMuted}</p>;
  return (
    <ul className={classes.rows} aria-label={texts.notifications.mutedChats}>
      {muted.map(({ chatId, until }) => {
        const chat = chats.find((each) => each.chatId === chatId);
        const name = chat ? chatName(chat, people) : "…";
        const remove = () => onChange((now) => ({ ...now, mutedChats: now.mutedChats.filter((each) => each.chatId !== chatId) }));
        return (
          <li key={chatId}>
            <span className={classes.words}>
              <bdi>{name}</bdi>
              <span className={classes.dim}>
                {texts.chats.muted}, {until === null ? texts.notifications.forGood : texts.notifications.until(moment(until))}
              </span>
            </span>
            <button type="button" className={classes.button} onClick={remove}>
              {texts.chat.unmute}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
