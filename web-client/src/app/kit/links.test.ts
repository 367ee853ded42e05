import { describe, expect, it } from "vitest";
import { cutAtLinks } from "./links";

/** The addresses of a text; what is around them must not be lost. */
function links(text: string): string[] {
  const pieces = cutAtLinks(text);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  return pieces.filter((piece) => piece.href !== null).map((piece) => piece.text);
}

describe("links", () => {
  it("leaves out what ends a sentence", () => {
    expect(links("See https://a.example/x, or http://b.example/y?z=1!")).toEqual([
      "https://a.example/x",
      "http://b.example/y?z=1",
    ]);
    expect(links("https://a.example/x...\u2026?!")).toEqual(["https://a.example/x"]);
  });

  it("keeps the brackets of the address, and only those", () => {
    expect(links("https://a.example/T_(x)")).toEqual(["https://a.example/T_(x)"]);
    expect(links("(https://a.example/T_(x))")).toEqual(["https://a.example/T_(x)"]);
    expect(links("(see https://a.example/x).")).toEqual(["https://a.example/x"]);
    expect(links("[https://a.example/a[1]].")).toEqual(["https://a.example/a[1]"]);
    expect(links("([https://a.example/x])")).toEqual(["https://a.example/x"]);
    expect(links("https://a.example/)(")).toEqual(["https://a.example/)("]);
  });

  it("knows http and https only", () => {
    expect(links("javascript:alert(1) data:text/html,x ftp://a.example file:///etc")).toEqual([]);
    expect(links("https:// http://")).toEqual([]);
  });

  // Done again for each bracket this is work for minutes, and the test runs out of its time.
  it("is quick with a message that is nothing but brackets", () => {
    expect(links("https://a.example/" + ")".repeat(200_000))).toEqual(["https://a.example/"]);
    expect(links("https://a.example/" + ")]".repeat(100_000))).toEqual(["https://a.example/"]);
  });
});
