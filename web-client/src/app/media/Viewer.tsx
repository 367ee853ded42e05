import { Modal } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import type { ChatView, Entry } from "../../sdk/api";
import { moment } from "../kit/dates";
import { BackIcon, CloseIcon, DownloadIcon, ForwardIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { nameOf, usePeople, useSentinel } from "../kit/sentinel";
import { useTask } from "../kit/useTask";
import { Problem } from "../kit/Problem";
import { texts } from "../texts";
import { download, useMedia } from "./shelf";
import classes from "./Viewer.module.css";

interface Props {
  readonly view: ChatView;
  readonly start: Entry;
  readonly onClose: () => void;
}

/** The pictures of a chat, one at a time, as large as the screen allows. Arrows lead to the others, Escape back. */
export default function Viewer({ view, start, onClose }: Props) {
  const [at, setAt] = useState(start.messageId);
  const pictures = view.entries.filter((entry) => entry.type === "image" && entry.mediaId !== null && entry.deletedAt === null);
  const index = Math.max(
    0,
    pictures.findIndex((entry) => entry.messageId === at),
  );
  const entry = pictures[index] ?? start;
  const step = (by: number) => {
    const next = pictures[index + by];
    if (next) setAt(next.messageId);
  };
  const stepNow = useEffectEvent(step);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") stepNow(event.key === forward ? 1 : -1);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return (
    <Modal.Root
      opened
      onClose={onClose}
      fullScreen
      transitionProps={{ duration: 0 }}
      lockScroll={false}
      aria-label={texts.media.viewer}
    >
      <Modal.Content radius={0} className={classes.content ?? ""} aria-label={texts.media.viewer}>
        {entry.mediaId !== null && (
          <One
            key={entry.mediaId}
            entry={entry}
            mediaId={entry.mediaId}
            onPrevious={index > 0 ? () => step(-1) : null}
            onNext={index < pictures.length - 1 ? () => step(1) : null}
            onClose={onClose}
          />
        )}
      </Modal.Content>
    </Modal.Root>
  );
}

interface OneProps {
  readonly entry: Entry;
  readonly mediaId: string;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
  readonly onClose: () => void;
}

function One({ entry, mediaId, onPrevious, onNext, onClose }: OneProps) {
  const sentinel = useSentinel();
  const people = usePeople();
  const task = useTask();
  const { file, links, renew, loaded } = useMedia(mediaId);
  const name = file?.fileName ?? texts.media.picture;
  return (
    <div className={classes.viewer}>
      <header className={classes.head}>
        <div className={classes.words}>
          <p className={classes.name} dir="auto">
            {name}
          </p>
          <p className={classes.below}>
            <bdi>{nameOf(people, entry.senderId)}</bdi>, {moment(entry.at)}
          </p>
        </div>
        <IconButton label={texts.media.download} onClick={() => void task.run(() => download(sentinel, mediaId, name))}>
          <DownloadIcon />
        </IconButton>
        <IconButton label={texts.close} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </header>
      <Problem failure={task.failure} />
      <div className={classes.stage}>
        {links && <img className={classes.picture} src={links.content} alt={name} onError={renew} onLoad={loaded} />}
        {onPrevious && (
          <span className={classes.previous}>
            <IconButton label={texts.media.previous} onClick={onPrevious} size={48}>
              <BackIcon />
            </IconButton>
          </span>
        )}
        {onNext && (
          <span className={classes.next}>
            <IconButton label={texts.media.next} onClick={onNext} size={48}>
              <ForwardIcon />
            </IconButton>
          </span>
        )}
      </div>
      {entry.content && (
        <p className={classes.caption} dir="auto">
          {entry.content}
        </p>
      )}
    </div>
  );
}
