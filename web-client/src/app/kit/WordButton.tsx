import classes from "./WordButton.module.css";

/** A button within words, which looks like a link. */
export function WordButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.button} onClick={onClick}>
      {label}
    </button>
  );
}
