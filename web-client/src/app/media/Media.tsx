import type { Entry } from "../../sdk/api";
import { useLines } from "../chat/context";
import { fileSize } from "../kit/dates";
import { DownloadIcon, FileIcon } from "../kit/icons";
import { useSentinel } from "../kit/sentinel";
import { texts } from "../texts";
import { download, useMedia } from "./shelf";
import { Upload } from "./Upload";
import classes from "./Media.module.css";

/** What a message carries: on its way, a picture, or a file. */
export function Media({ entry }: { entry: Entry }) {
  if (entry.upload) return <Upload entry={entry} upload={entry.upload} />;
  if (entry.mediaId === null) return <p className={classes.note}>{texts.media.gone}</p>;
  return entry.type === "image" ? (
    <Picture entry={entry} mediaId={entry.mediaId} />
  ) : (
    <FileCard entry={entry} mediaId={entry.mediaId} />
  );
}

const MOST_WIDTH = 320;
const MOST_HEIGHT = 260;

function boxOf(width: number | null, height: number | null) {
  if (!width || !height) return { width: 240, height: 180 };
  const scale = Math.min(1, MOST_WIDTH / width, MOST_HEIGHT / height);
  return { width: Math.max(80, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}

function Picture({ entry, mediaId }: { entry: Entry; mediaId: string }) {
  const { view } = useLines();
  const { file, links, failure, renew, loaded } = useMedia(mediaId);
  const box = boxOf(file?.width ?? null, file?.height ?? null);
  const name = file?.fileName ?? texts.media.picture;
  if (file?.state === "rejected") return <Refused reason={file.reason} />;
  return (
    <button
      type="button"
      className={classes.picture}
      style={{ inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` }}
      aria-label={texts.media.open(name)}
      disabled={!links}
      onClick={() => view(entry)}
    >
      {links ? (
        <img src={links.thumbnail ?? links.content} alt={name} draggable={false} onError={renew} onLoad={loaded} />
      ) : (
        <span className={classes.note}>{failure && !failure.retryable ? texts.media.gone : texts.media.checking}</span>
      )}
    </button>
  );
}

function FileCard({ entry, mediaId }: { entry: Entry; mediaId: string }) {
  const sentinel = useSentinel();
  const { attempt } = useLines();
  const { file, failure } = useMedia(mediaId);
  if (file?.state === "rejected") return <Refused reason={file.reason} />;
  const name = file?.fileName ?? entry.upload?.name ?? texts.chats.file;
  const ready = file?.state === "ready";
  const below = ready ? fileSize(file.size) : failure && !failure.retryable ? texts.media.gone : texts.media.checking;
  return (
    <button
      type="button"
      className={classes.file}
      aria-label={texts.media.downloadName(name)}
      disabled={!ready}
      onClick={() => attempt(download(sentinel, mediaId, name))}
    >
      <span className={classes.face}>
        <FileIcon />
      </span>
      <span className={classes.words}>
        <span className={classes.name} dir="auto">
          {name}
        </span>
        <span className={classes.below}>{below}</span>
      </span>
      {ready && <DownloadIcon size={18} />}
    </button>
  );
}

function Refused({ reason }: { reason: string | null }) {
  const why = reason ? texts.media.reasons[reason] : undefined;
  return (
    <p className={classes.note}>
      {texts.media.rejected} {why && `(${why})`}
    </p>
  );
}
