import { texts } from "../texts";
import { PeopleIcon } from "./icons";
import classes from "./Avatar.module.css";

interface Props {
  /** What the colour follows from: the same for the same id. */
  readonly id: string;
  readonly name: string;
  readonly group?: boolean;
  readonly size?: number;
  /** Draws a dot. */
  readonly online?: boolean;
}

const HUES = 6;

function hueOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % HUES;
}

/** The colour in which one's name is written. */
export function nameClass(id: string): string {
  return `${classes.name} ${classes[`hue${hueOf(id)}`] ?? ""}`;
}

/** Initials in a colour. Says nothing by itself but that somebody is online; the name stands beside it. */
export function Avatar({ id, name, group = false, size = 40, online = false }: Props) {
  const initials = [...name.replace(/^[^\p{L}\p{N}]+/u, "")].slice(0, 2).join("").toUpperCase();
  return (
    <span className={classes.avatar} style={{ inlineSize: size, blockSize: size, fontSize: size * 0.36 }}>
      <span className={`${classes.face} ${classes[`hue${hueOf(id)}`] ?? ""}`} data-group={group || undefined} aria-hidden="true">
        {group ? <PeopleIcon size={size * 0.5} /> : initials || "·"}
      </span>
      {online && (
        <span className={classes.dot}>
          <span className="visually-hidden">{texts.chats.online}</span>
        </span>
      )}
    </span>
  );
}
