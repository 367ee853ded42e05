import { useEffect, useState } from "react";
import { fileSize } from "../kit/dates";
import { CloseIcon, FileIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { TwoLines } from "../kit/TwoLines";
import { texts } from "../texts";
import classes from "./Tray.module.css";

/** The files that go with the next message. */
export function Tray({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  return (
    <ul className={classes.tray} aria-label={texts.composer.staged}>
      {files.map((file, index) => (
        <li key={`${file.name}-${index}`} className={classes.file}>
          <Preview file={file} />
          <TwoLines above={file.name} below={fileSize(file.size)} />
          <IconButton label={texts.composer.unstage(file.name)} onClick={() => onRemove(file)}>
            <CloseIcon size={16} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <span className={classes.face}>{url ? <img src={url} alt="" /> : <FileIcon />}</span>;
}
