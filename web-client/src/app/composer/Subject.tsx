import type { Entry } from "../../sdk/api";
import { useLines } from "../chat/context";
import { entryText } from "../chats/summary";
import { CloseIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { TwoLines } from "../kit/TwoLines";
import { nameOf } from "../kit/sentinel";
import { texts } from "../texts";
import classes from "./Subject.module.css";

/** What one answers, or changes. */
export function Subject({ what, entry, onEnd }: { what: "reply" | "edit"; entry: Entry; onEnd: () => void }) {
  const { people, me } = useLines();
  const name = entry.senderId === me ? texts.you : nameOf(people, entry.senderId);
  return (
    <div className={classes.subject}>
      <TwoLines
        headed
        above={what === "reply" ? texts.composer.replyTo(name) : texts.composer.editing}
        below={entryText(entry, people, me)}
      />
      <IconButton label={what === "reply" ? texts.composer.cancelReply : texts.composer.cancelEdit} onClick={onEnd}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}
