import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock";

const timeOf = (id: string): number => parseInt(id.replace("-", "").slice(0, 12), 16);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("ids", () => {
  it("ascend in the order in which they were made, also when the clock goes back", () => {
    const clock = new Clock();
    const made = Array.from({ length: 1_000 }, (_, index) => {
      vi.setSystemTime(1_800_000_000_000 + (index % 3) * 5 - Math.floor(index / 500) * 60_000);
      return clock.id();
    });
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(1_000);
  });

  it("follow the server's clock when this one is wrong", () => {
    const wrong = new Clock();
    vi.setSystemTime(1_800_000_000_000 + 3_600_000);
    wrong.learn(1_800_000_000_000);
    expect(timeOf(wrong.id())).toBe(1_800_000_000_000);
    wrong.learn(1_800_000_000_000 + 3_590_000);
    expect(wrong.now()).toBe(Date.now());
  });

  it("follow the server's clock also after ids that were made before it was known", () => {
    const wrong = new Clock();
    vi.setSystemTime(1_800_000_000_000 + 3_600_000);
    wrong.id();
    wrong.learn(1_800_000_000_000);
    const made = Array.from({ length: 100 }, () => wrong.id());
    expect(timeOf(made[0] ?? "")).toBe(1_800_000_000_000);
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(100);
  });
});
