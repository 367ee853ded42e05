import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Failure, MediaFile, Sentinel } from "../../sdk/api";
import { failureOf } from "../kit/Problem";
import { useSentinel } from "../kit/sentinel";

export interface Shown {
  readonly file: MediaFile | null;
  /** Signed addresses. They may be over; then the image does not load, and `renew` gets others. */
  readonly links: { readonly content: string; readonly thumbnail: string | null } | null;
  readonly failure: Failure | null;
}

const NOTHING: Shown = { file: null, links: null, failure: null };
const MOST = 500;
const TRIES = 4;

/**
 * What is known of the files that are, or were, on the screen: lines come and go as one scrolls, and would ask each time otherwise.
 */
class MediaShelf {
  private readonly shown = new Map<string, Shown>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly asked = new Set<string>();
  /** What changed while it was being asked for: the answer may be of before. */
  private readonly outdated = new Set<string>();
  private readonly renewed = new Map<string, number>();

  constructor(private readonly sentinel: Sentinel) {
    sentinel.onMediaChanged((mediaId) => {
      this.renewed.delete(mediaId);
      if (this.asked.has(mediaId)) this.outdated.add(mediaId);
      else if (this.shown.has(mediaId) || this.listeners.has(mediaId)) void this.ask(mediaId);
    });
    let before = sentinel.connection.get().state;
    sentinel.connection.watch(() => {
      const { state } = sentinel.connection.get();
      if (state === "online" && before !== "online") this.askForMissing();
      before = state;
    });
    sentinel.session.watch(() => {
      if (sentinel.session.get() === null) this.shown.clear();
    });
  }

  get(mediaId: string): Shown {
    return this.shown.get(mediaId) ?? NOTHING;
  }

  watch(mediaId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(mediaId) ?? new Set();
    this.listeners.set(mediaId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(mediaId) === listeners) this.listeners.delete(mediaId);
    };
  }

  need(mediaId: string): void {
    if (!this.get(mediaId).links) void this.ask(mediaId);
  }

  /** An image did not load: its address is over, most likely. Gives up after a few times. */
  renew(mediaId: string): void {
    const tries = (this.renewed.get(mediaId) ?? 0) + 1;
    this.renewed.set(mediaId, tries);
    if (tries <= TRIES) void this.ask(mediaId);
  }

  loaded(mediaId: string): void {
    this.renewed.delete(mediaId);
  }

  /** Nobody told of what changed while there was no connection, and what was asked for then failed. */
  private askForMissing(): void {
    for (const mediaId of this.listeners.keys()) {
      const { file, links } = this.get(mediaId);
      if (links || file?.state === "rejected") continue;
      this.renewed.delete(mediaId);
      if (this.asked.has(mediaId)) this.outdated.add(mediaId);
      else void this.ask(mediaId);
    }
  }

  private async ask(mediaId: string): Promise<void> {
    if (this.asked.has(mediaId)) return;
    this.asked.add(mediaId);
    try {
      const before = this.get(mediaId).file;
      const file = before?.state === "ready" ? before : await this.sentinel.media(mediaId);
      const links = file.state === "ready" ? await this.sentinel.mediaLinks(mediaId) : null;
      this.put(mediaId, { file, links, failure: null });
    } catch (error) {
      this.put(mediaId, { ...this.get(mediaId), links: null, failure: failureOf(error) });
    } finally {
      this.asked.delete(mediaId);
      if (this.outdated.delete(mediaId)) void this.ask(mediaId);
    }
  }

  private put(mediaId: string, shown: Shown): void {
    this.shown.delete(mediaId);
    this.shown.set(mediaId, shown);
    for (const old of this.shown.keys()) {
      if (this.shown.size <= MOST) break;
      if (!this.listeners.has(old)) this.shown.delete(old);
    }
    this.listeners.get(mediaId)?.forEach((listener) => listener());
  }
}

const shelves = new WeakMap<Sentinel, MediaShelf>();

function shelfOf(sentinel: Sentinel): MediaShelf {
  const shelf = shelves.get(sentinel) ?? new MediaShelf(sentinel);
  shelves.set(sentinel, shelf);
  return shelf;
}

/** A file and where it can be got now. */
export function useMedia(mediaId: string): Shown & { readonly renew: () => void; readonly loaded: () => void } {
  const shelf = shelfOf(useSentinel());
  const shown = useSyncExternalStore(
    useCallback((listener: () => void) => shelf.watch(mediaId, listener), [shelf, mediaId]),
    () => shelf.get(mediaId),
  );
  useEffect(() => shelf.need(mediaId), [shelf, mediaId]);
  return { ...shown, renew: () => shelf.renew(mediaId), loaded: () => shelf.loaded(mediaId) };
}

/** Asks for an address and has the browser save what is there. */
export async function download(sentinel: Sentinel, mediaId: string, name: string): Promise<void> {
  const { content } = await sentinel.mediaLinks(mediaId);
  const link = document.createElement("a");
  link.href = content;
  link.download = name;
  link.rel = "noopener";
  link.click();
}
