import { Dialog } from "../kit/Dialog";
import { texts } from "../texts";
import classes from "./Shortcuts.module.css";

/** The keys. */
export default function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={texts.shortcuts.title} onClose={onClose} size={520}>
      <dl className={classes.list}>
        {texts.shortcuts.rows.map(([keys, does]) => (
          <div key={keys} className={classes.row}>
            <dt>
              {keys.split("  ").map((key) => (
                <kbd key={key} className={classes.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
