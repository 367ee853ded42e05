import { Button } from "@mantine/core";
import { Dialog } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { useTask } from "../kit/useTask";
import { texts } from "../texts";
import classes from "./ConfirmDialog.module.css";

interface Props {
  /** What will be done: the words of the button, too. */
  readonly title: string;
  readonly question: string;
  readonly onYes: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, question, onYes, onClose }: Props) {
  const task = useTask();
  const yes = async () => {
    if (await task.run(onYes)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} size={400}>
      <div className={classes.body}>
        <p>{question}</p>
        <Problem failure={task.failure} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button color="red.8" loading={task.busy} onClick={() => void yes()} data-autofocus>
            {title}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
