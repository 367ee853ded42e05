import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useCallback, useId, useState, type KeyboardEvent } from "react";
import type { Person } from "../../sdk/api";
import { Avatar } from "../kit/Avatar";
import { isComposing } from "../kit/keys";
import { Problem } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";
import { useLoaded } from "../kit/useTask";
import { texts } from "../texts";
import classes from "./PeoplePicker.module.css";

interface Props {
  readonly label: string;
  readonly onPick: (person: Person) => void;
  /** Those who are not offered. */
  readonly without: readonly string[];
  readonly busy?: boolean;
}

/** Finds people as one types the beginning of a name; arrows and Enter pick one. */
export function PeoplePicker({ label, onPick, without, busy = false }: Props) {
  const sentinel = useSentinel();
  const [typed, setTyped] = useState("");
  const [prefix] = useDebouncedValue(typed.trim(), 200);
  const [active, setActive] = useState(0);
  const listId = useId();
  const find = useCallback(
    async () => ({ prefix, people: prefix === "" ? [] : await sentinel.findPeople(prefix) }),
    [sentinel, prefix],
  );
  const found = useLoaded(find);
  const people = (typed.trim() === "" ? [] : (found.value?.people ?? [])).filter((each) => !without.includes(each.userId));
  const at = Math.min(active, people.length - 1);
  const settled = found.value?.prefix === typed.trim() && found.failure === null;

  const pick = (person: Person | undefined) => {
    if (!person || busy) return;
    setTyped("");
    setActive(0);
    onPick(person);
  };
  const key = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setActive(Math.min(at + 1, people.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(at - 1, 0));
    else if (event.key === "Enter" && settled) pick(people[at]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
  };

  return (
    <div className={classes.picker}>
      <TextInput
        label={label}
        placeholder={texts.start.findHint}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={key}
        role="combobox"
        aria-expanded={people.length > 0}
        aria-controls={listId}
        aria-activedescendant={people[at] ? `${listId}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
        data-autofocus
      />
      <Problem failure={found.failure} onRetry={found.again} />
      <ul id={listId} role="listbox" aria-label={label} className={classes.list}>
        {people.map((person, index) => (
          <li
            key={person.userId}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            className={classes.person}
            onClick={() => pick(person)}
            onMouseMove={() => setActive(index)}
          >
            <Avatar id={person.userId} name={person.username ?? ""} size={34} />
            <span dir="auto">{person.username}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={classes.none}>
        {settled && typed.trim() !== "" && people.length === 0 ? texts.start.nobody(typed.trim()) : ""}
      </p>
    </div>
  );
}
