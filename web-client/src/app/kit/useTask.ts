import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../../sdk/api";
import { failureOf } from "./Problem";

export interface Task {
  readonly busy: boolean;
  readonly failure: Failure | null;
  /** Does it, one at a time: while it is busy nothing happens. Resolves to whether it worked; never rejects. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

/** Something that a person asked for, with what went wrong. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFailure(null), []);
  return { busy, failure, run, clear };
}

export interface Loaded<T> {
  readonly value: T | null;
  readonly failure: Failure | null;
  again(): void;
}

/** What is asked for once, and again when `load` changes; keep that stable with `useCallback`. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value: T | null; failure: Failure | null }>({ value: null, failure: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    load().then(
      (value) => !gone && setState({ value, failure: null }),
      (error: unknown) => !gone && setState((before) => ({ ...before, failure: failureOf(error) })),
    );
    return () => {
      gone = true;
    };
  }, [load, round]);
  return { ...state, again: useCallback(() => setRound((before) => before + 1), []) };
}
