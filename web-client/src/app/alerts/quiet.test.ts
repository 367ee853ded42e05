import { expect, test } from "vitest";
import { isQuiet } from "./quiet";

const at = (time: string) => Date.parse(`2026-07-01T${time}:00Z`);

test("quiet hours over midnight, in their own zone", () => {
  const hours = { from: "22:00", to: "07:00", zone: "Europe/Berlin" }; // two hours ahead in July
  expect(isQuiet(hours, at("19:59"))).toBe(false);
  expect(isQuiet(hours, at("20:00"))).toBe(true);
  expect(isQuiet(hours, at("22:00"))).toBe(true); // midnight there
  expect(isQuiet(hours, at("04:59"))).toBe(true);
  expect(isQuiet(hours, at("05:00"))).toBe(false);
});

test("quiet hours within a day", () => {
  const hours = { from: "13:00", to: "14:30", zone: "UTC" };
  expect(["12:59", "13:00", "14:29", "14:30"].map((time) => isQuiet(hours, at(time)))).toEqual([false, true, true, false]);
});

test("from a time to the same is all day", () => {
  expect(isQuiet({ from: "07:00", to: "07:00", zone: "UTC" }, at("06:30"))).toBe(true);
  expect(isQuiet({ from: "07:00", to: "07:00", zone: "UTC" }, at("07:00"))).toBe(true);
});

test("none are set", () => {
  expect(isQuiet(null, at("03:00"))).toBe(false);
});
