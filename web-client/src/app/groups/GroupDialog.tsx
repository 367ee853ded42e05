import { Button, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState, type FormEvent } from "react";
import type { Chat, ChatView } from "../../sdk/api";
import { PeoplePicker } from "../chats/PeoplePicker";
import { Dialog } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { usePeople, useSentinel } from "../kit/sentinel";
import { useLoaded, useTask } from "../kit/useTask";
import { texts } from "../texts";
import { MemberLine } from "./MemberLine";
import classes from "./GroupDialog.module.css";

interface Props {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly onClose: () => void;
}

/** A group: its name, who is in it and as what, and the changes that one may make. */
export default function GroupDialog({ chat, view, onClose }: Props) {
  const sentinel = useSentinel();
  const people = usePeople();
  const task = useTask();
  const { lastSeq, title, member } = view.summary;
  // `lastSeq` moves with each change of the group, so what others change shows.
  const load = useCallback(() => chat.members(), [chat, lastSeq]);
  const { value: members, failure, again } = useLoaded(load);
  const governs = member && (view.myRole === "owner" || view.myRole === "admin");
  useEffect(() => {
    if (members) sentinel.needPeople(members.map((each) => each.userId));
  }, [sentinel, members]);
  const change = async (work: () => Promise<unknown>) => {
    if (await task.run(work)) again();
  };
  return (
    <Dialog title={title ?? texts.groups.title} onClose={onClose} size={480}>
      <div className={classes.body}>
        {governs && (
          <Rename key={title} title={title ?? ""} busy={task.busy} onRename={(next) => void change(() => chat.rename(next))} />
        )}
        <Problem failure={task.failure ?? failure} onRetry={failure ? again : undefined} />
        <section aria-labelledby="members" className={classes.part}>
          <h3 id="members" className={classes.heading}>
            {members ? texts.chat.members(members.length) : texts.groups.members}
          </h3>
          <ul className={classes.members}>
            {members?.map((each) => (
              <MemberLine key={each.userId} chat={chat} member={each} people={people} view={view} onChange={change} />
            ))}
          </ul>
        </section>
        {governs && members && (
          <PeoplePicker
            label={texts.groups.add}
            without={members.map((each) => each.userId)}
            busy={task.busy}
            onPick={(person) => void change(() => chat.addMember(person.userId))}
          />
        )}
      </div>
    </Dialog>
  );
}

function Rename({ title, busy, onRename }: { title: string; busy: boolean; onRename: (title: string) => void }) {
  const [typed, setTyped] = useState(title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRename(typed.trim());
  };
  return (
    <form onSubmit={submit} className={classes.rename}>
      <TextInput
        label={texts.groups.name}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={100}
        dir="auto"
        className={classes.field ?? ""}
      />
      <Button type="submit" variant="default" loading={busy} disabled={typed.trim() === "" || typed.trim() === title}>
        {texts.groups.rename}
      </Button>
    </form>
  );
}
