import { type Failure, SentinelError } from "../../sdk/api";
import { texts } from "../texts";
import { WordButton } from "./WordButton";
import classes from "./Problem.module.css";

/** Why something did not work, in words. */
export function problemText(failure: Failure): string {
  const known = texts.problems[failure.code];
  if (known) return known;
  if (failure.detail) return failure.detail;
  return texts.problems.other ?? "";
}

export function failureOf(error: unknown): Failure {
  if (error instanceof SentinelError) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal_error", status: null, detail, retryable: false, retryAfterMs: null, fields: [] };
}

interface Props {
  readonly failure: Failure | null;
  readonly onRetry?: (() => void) | undefined;
}

/** Says what went wrong, where there is something; read aloud at once. */
export function Problem({ failure, onRetry }: Props) {
  return (
    <div role="alert" className={classes.slot}>
      {failure && (
        <p className={classes.problem} dir="auto">
          {problemText(failure)}
          {onRetry && <WordButton label={texts.retry} onClick={onRetry} />}
        </p>
      )}
    </div>
  );
}
