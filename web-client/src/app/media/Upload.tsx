import { useEffect, useState } from "react";
import type { Entry } from "../../sdk/api";
import { useLines } from "../chat/context";
import { fileSize } from "../kit/dates";
import { CloseIcon, FileIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { TwoLines } from "../kit/TwoLines";
import { texts } from "../texts";
import classes from "./Upload.module.css";

/** A file of one's own on its way: how far it is, and a way to stop it. */
export function Upload({ entry, upload }: { entry: Entry; upload: NonNullable<Entry["upload"]> }) {
  const { chat, attempt } = useLines();
  const preview = usePreview(upload.preview, entry.type === "image");
  const percent = upload.size === 0 ? 100 : Math.min(100, Math.floor((upload.sent / upload.size) * 100));
  return (
    <div className={classes.upload}>
      {preview ? <img className={classes.image} src={preview} alt={upload.name} /> : <FileIcon size={28} />}
      <div className={classes.row}>
        <TwoLines above={upload.name} below={`${fileSize(upload.sent)} / ${fileSize(upload.size)}`} />
        {entry.state === "sending" && (
          <IconButton label={texts.media.cancel} onClick={() => attempt(chat.discard(entry.messageId))}>
            <CloseIcon size={18} />
          </IconButton>
        )}
      </div>
      <progress className={classes.progress} max={100} value={percent} aria-label={texts.media.uploading(percent)} />
    </div>
  );
}

function usePreview(blob: Blob | null, image: boolean): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob || !image) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [blob, image]);
  return url;
}
