import classes from "./TwoLines.module.css";

interface Props {
  readonly above?: string | undefined;
  readonly below: string;
  /** The upper line is a heading in the page's colour. */
  readonly headed?: boolean;
}

/** Short lines, of which what is too long is cut. They take the room that is left beside others. */
export function TwoLines({ above, below, headed }: Props) {
  return (
    <span className={classes.lines} data-headed={headed}>
      {above !== undefined && (
        <span className={classes.above} dir="auto">
          {above}
        </span>
      )}
      <span className={classes.below} dir="auto">
        {below}
      </span>
    </span>
  );
}
