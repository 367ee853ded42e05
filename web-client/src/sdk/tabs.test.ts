import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Tabs } from "./tabs";

interface Held {
  readonly release: () => void;
  readonly steal: () => void;
}

/** Exclusive Web Locks, with `steal` and `signal`, as the specification has them: Node 20 has none. */
function webLocks(): Pick<LockManager, "request"> {
  const held = new Map<string, Held>();
  const waiting = new Map<string, (() => void)[]>();
  const request = (name: string, options: LockOptions | (() => unknown), action?: () => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { steal = false, signal } = typeof options === "function" ? {} : options;
      const run = action ?? (options as () => unknown);
      const take = (): void => {
        let stolen = false;
        const free = (): void => {
          if (!stolen) {
            held.delete(name);
            waiting.get(name)?.shift()?.();
          }
        };
        held.set(name, {
          release: free,
          steal: () => {
            stolen = true;
            reject(new DOMException("taken", "AbortError"));
          },
        });
        Promise.resolve(run()).then(resolve, reject).finally(free);
      };
      if (steal) {
        held.get(name)?.steal();
        take();
      } else if (held.has(name)) {
        const queue = waiting.get(name) ?? [];
        waiting.set(name, queue);
        queue.push(take);
        signal?.addEventListener("abort", () => {
          const index = queue.indexOf(take);
          if (index < 0) {
            return; // Granted already.
          }
          queue.splice(index, 1);
          reject(new DOMException("not wanted", "AbortError"));
        });
      } else {
        take();
      }
    });
  return { request: request as LockManager["request"] };
}

const opened: Tabs[] = [];
const tab = (heard: (message: unknown) => void = () => undefined): Tabs => {
  const tabs = new Tabs(true, heard);
  opened.push(tabs);
  return tabs;
};

beforeEach(() => void vi.stubGlobal("navigator", { locks: webLocks() }));
afterEach(() => {
  opened.splice(0).forEach((tabs) => tabs.close());
  vi.unstubAllGlobals();
});

describe("tabs", () => {
  it("have one that leads: the first, or who takes it, and then the next in line", async () => {
    const leads = [false, false, false];
    const set = (index: number) => (now: boolean) => void (leads[index] = now);
    tab().lead("outbox", false, set(0));
    const end = tab().lead("outbox", false, set(1));
    await vi.waitFor(() => expect(leads).toEqual([true, false, false]));
    const giveUp = tab().lead("outbox", true, set(2));
    await vi.waitFor(() => expect(leads).toEqual([false, false, true]));
    giveUp();
    leads[2] = false;
    await vi.waitFor(() => expect(leads).toEqual([false, true, false]));
    end();
    leads[1] = false;
    await vi.waitFor(() => expect(leads).toEqual([true, false, false]));
  });

  it("take turns", async () => {
    const order: string[] = [];
    const turn = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push(`${name} ends`);
    };
    await Promise.all([tab().alone("refresh", turn("a")), tab().alone("refresh", turn("b")), tab().alone("upload", turn("c"))]);
    expect(order.filter((step) => !step.startsWith("c"))).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("each lead and work where locks are refused, and ask no more", async () => {
    const request = vi.fn(() =>
      request.mock.calls.length > 100 ? new Promise(() => undefined) : Promise.reject(new DOMException("no", "SecurityError")),
    );
    vi.stubGlobal("navigator", { locks: { request } });
    const leading = vi.fn();
    tab().lead("outbox", true, leading);
    await vi.waitFor(() => expect(leading).toHaveBeenCalledWith(true));
    expect(await tab().alone("refresh", () => Promise.resolve(5))).toBe(5);
    await expect(tab().alone("refresh", () => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
    expect(request).toHaveBeenCalledTimes(3);
  });

  it("hear each other, not themselves", async () => {
    const [first, second]: unknown[][] = [[], []];
    const one = tab((message) => first?.push(message));
    tab((message) => second?.push(message));
    one.tell({ kind: "muted", userId: "u" });
    await vi.waitFor(() => expect(second).toEqual([{ kind: "muted", userId: "u" }]));
    expect(first).toEqual([]);
  });

  it("are all leaders where there are no locks, and alone where nothing is shared", async () => {
    vi.stubGlobal("navigator", {});
    const leading = vi.fn();
    tab().lead("outbox", false, leading);
    expect(leading).toHaveBeenCalledWith(true);
    const alone = new Tabs(false, () => undefined);
    expect(await alone.alone("x", () => Promise.resolve(5))).toBe(5);
    alone.tell({ kind: "muted", userId: "u" });
    alone.close();
  });
});
