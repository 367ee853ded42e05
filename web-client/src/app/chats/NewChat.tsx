import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Person } from "../../sdk/api";
import { Dialog } from "../kit/Dialog";
import { CloseIcon } from "../kit/icons";
import { Problem } from "../kit/Problem";
import { go } from "../kit/route";
import { useSentinel, useSession } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import { PeoplePicker } from "./PeoplePicker";
import classes from "./NewChat.module.css";

/** Starts a chat with somebody, or makes a group. */
export default function NewChat({ onClose }: { onClose: () => void }) {
  const sentinel = useSentinel();
  const session = useSession();
  const [kind, setKind] = useState<"person" | "group">("person");
  const task = useTask();

  const open = async (made: Promise<string>) => {
    const chatId = await made;
    onClose();
    go({ page: "chat", chatId });
  };
  return (
    <Dialog title={texts.start.title} onClose={onClose}>
      <div className={classes.body}>
        <SegmentedControl
          fullWidth
          aria-label={texts.start.title}
          value={kind}
          onChange={(value) => setKind(value === "group" ? "group" : "person")}
          data={[
            { value: "person", label: texts.start.person },
            { value: "group", label: texts.start.group },
          ]}
        />
        {kind === "person" ? (
          <PeoplePicker
            label={texts.start.find}
            without={[session.userId]}
            busy={task.busy}
            onPick={(person) => void task.run(() => open(sentinel.startPrivateChat(person.userId)))}
          />
        ) : (
          <NewGroup busy={task.busy} onCreate={(...group) => void task.run(() => open(sentinel.createGroup(...group)))} />
        )}
        <Problem failure={task.failure} />
      </div>
    </Dialog>
  );
}

interface GroupProps {
  readonly busy: boolean;
  readonly onCreate: (title: string, memberIds: readonly string[], newMembersSee: "from_joining" | "everything") => void;
}

function NewGroup({ busy, onCreate }: GroupProps) {
  const session = useSession();
  const [title, setTitle] = useState("");
  const [members, setMembers] = useState<readonly Person[]>([]);
  const [see, setSee] = useState<"from_joining" | "everything">("from_joining");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCreate(
      title.trim(),
      members.map((each) => each.userId),
      see,
    );
  };
  return (
    <form onSubmit={submit} className={classes.body}>
      <TextInput
        label={texts.start.groupName}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
        dir="auto"
      />
      {members.length > 0 && (
        <ul className={classes.members} aria-label={texts.start.members}>
          {members.map((person) => (
            <li key={person.userId} className={classes.member}>
              <span dir="auto">{person.username}</span>
              <button
                type="button"
                className={classes.remove}
                aria-label={texts.start.remove(person.username ?? "")}
                onClick={() => setMembers(members.filter((each) => each !== person))}
              >
                <CloseIcon size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <PeoplePicker
        label={texts.start.members}
        without={[session.userId, ...members.map((each) => each.userId)]}
        onPick={(person) => setMembers([...members, person])}
      />
      <label className={classes.choice}>
        <span>{texts.start.history}</span>
        <select
          value={see}
          onChange={(event) => setSee(event.currentTarget.value === "everything" ? "everything" : "from_joining")}
        >
          <option value="from_joining">{texts.start.fromJoining}</option>
          <option value="everything">{texts.start.everything}</option>
        </select>
      </label>
      <Button type="submit" loading={busy} disabled={title.trim() === "" || members.length === 0}>
        {texts.start.create}
      </Button>
    </form>
  );
}
