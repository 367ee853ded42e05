import { Button, SegmentedControl } from "@mantine/core";
import { useCallback, useState, type FormEvent } from "react";
import type { Status } from "../../sdk/api";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useLoaded, useTask } from "../kit/useTask";
import { texts } from "../texts";
import { Section } from "./Section";
import classes from "./Section.module.css";

const KINDS = ["available", "away", "busy", "invisible"] as const;
const HOUR = 3_600_000;
const ENDS = { never: null, hour: HOUR, day: 24 * HOUR } as const;

/** How one is shown to those with whom one shares a chat. */
export function StatusSetting() {
  const sentinel = useSentinel();
  const { value, failure, again } = useLoaded(useCallback(async () => ({ status: await sentinel.status() }), [sentinel]));
  return (
    <Section title={texts.settings.status}>
      <Problem failure={failure} onRetry={again} />
      {value && <StatusForm before={value.status} />}
    </Section>
  );
}

function StatusForm({ before }: { before: Status | null }) {
  const sentinel = useSentinel();
  const [kind, setKind] = useState<Status["kind"]>(before?.kind ?? "available");
  const task = useTask();
  const [saved, setSaved] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = String(form.get("text") ?? "").trim();
    const ends = ENDS[String(form.get("ends")) as keyof typeof ENDS] ?? null;
    const status: Status = { kind, text: text === "" ? null : text, until: ends === null ? null : Date.now() + ends };
    void task.run(() => sentinel.setStatus(status)).then(setSaved);
  };
  return (
    <form onSubmit={submit} onChange={() => setSaved(false)} className={classes.section} data-plain>
      <SegmentedControl
        aria-label={texts.settings.status}
        value={kind}
        onChange={(value) => setKind(KINDS.find((each) => each === value) ?? "available")}
        data={KINDS.map((each) => ({ value: each, label: texts.settings.statusKinds[each] }))}
      />
      <div className={classes.line}>
        <label>
          {texts.settings.statusText}
          <input name="text" className={classes.input} defaultValue={before?.text ?? ""} maxLength={140} dir="auto" />
        </label>
        <label>
          {texts.settings.statusUntil}
          <select name="ends" className={classes.input} defaultValue="never">
            {Object.keys(ENDS).map((end) => (
              <option key={end} value={end}>
                {texts.settings.statusEnds[end as keyof typeof ENDS]}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" size="sm" h={40} loading={task.busy}>
          {saved ? texts.saved : texts.save}
        </Button>
      </div>
      <Problem failure={task.failure} />
    </form>
  );
}
