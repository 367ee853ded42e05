import { Parser } from "@asyncapi/parser";
import { Ajv, type ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";

// docs/api/asyncapi.yaml is kept by hand; here it is held to the code and to docs/protocol.md.
const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

/** String constants of a Java class, by their names. */
const constants = (path: string) =>
  new Map([...read(path).matchAll(/String (\w+) = "([^"]+)"/g)].map(([, name = "", value = ""]) => [name, value]));

const DESTINATIONS = constants("contracts/src/main/java/chat/sentinel/contracts/Destinations.java");
const TOPICS = constants("contracts/src/main/java/chat/sentinel/contracts/Topics.java");

type Json = { [key: string]: Json };
let api: Json = {};
let problems: string[] = [];

/** Nothing that is not described: what a client may meet tomorrow is not in today's samples. */
const strict = (schema: unknown): unknown => {
  if (Array.isArray(schema)) {
    return schema.map(strict);
  }
  if (schema === null || typeof schema !== "object") {
    return schema;
  }
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return copy.type === "object" && copy.properties && !copy.additionalProperties
    ? { ...copy, additionalProperties: false }
    : copy;
};

let validators: Map<string, ValidateFunction>;

beforeAll(async () => {
  const { document, diagnostics } = await new Parser().parse(read("docs/api/asyncapi.yaml"));
  problems = diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join(".")}: ${message}`);
  api = document?.json() as unknown as Json;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const schemas = strict(JSON.parse(JSON.stringify(api.components?.schemas))) as Json;
  validators = new Map(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
});

const addresses = () => Object.values(api.channels ?? {}).map(({ address }) => String(address));
const camel = (name: string) => name.replace(/(^|_)(.)/g, (_, __, letter: string) => letter.toUpperCase());

describe("docs/api/asyncapi.yaml", () => {
  it("is AsyncAPI 3", () => {
    expect(problems).toEqual([]);
    expect(api.asyncapi).toBe("3.0.0");
  });

  it("has the destinations that the services know, and those only", () => {
    expect(
      addresses()
        .filter((address) => address.startsWith("/"))
        .sort(),
    ).toEqual([...DESTINATIONS.values()].sort());
  });

  it("has the destinations that message-service handles, and those only", () => {
    const handled = read("message-service/src/main/java/chat/sentinel/message/stomp/AppDestinations.java");
    const cases = [...handled.matchAll(/case Destinations\.(\w+)/g)].map(([, name = ""]) => String(DESTINATIONS.get(name)));
    expect(
      addresses()
        .filter((address) => address.startsWith("/app/"))
        .sort(),
    ).toEqual(cases.sort());
  });

  it("has the events that message-service sends, and those only", () => {
    const events = read("docs/protocol.md").split("### What a client hears")[1]?.split("```json")[0] ?? "";
    const names = [...events.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(Object.keys(api.channels?.events?.messages ?? {}).sort()).toEqual(names.sort());
  });

  it("has the topics of Kafka, and what is in them", () => {
    expect(
      addresses()
        .filter((address) => !address.startsWith("/"))
        .sort(),
    ).toEqual([...TOPICS.values()].sort());
    const said = read("contracts/src/main/java/chat/sentinel/contracts/Topics.java");
    const proto = (name: string) => {
      const file = String(api.components?.messages?.[name]?.summary);
      return read(file);
    };
    for (const [, message = "", name = ""] of said.matchAll(/\[[\w.]+\.(\w+)\](?:[^=]*?)String \w+ = "([^"]+)"/g)) {
      const channel = Object.values(api.channels ?? {}).find(({ address }) => String(address) === name);
      expect(Object.keys(channel?.messages ?? {}), name).toEqual([message]);
      expect(proto(message), name).toContain(`message ${message} {`);
    }
  });

  it("describes the samples of docs/protocol.md", () => {
    const lines = read("docs/protocol.md")
      .split("\n")
      .filter((line) => line.startsWith('{"event"') && line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(15);
    for (const sample of lines) {
      const validate = validators.get(camel(String(sample.event)));
      expect(validate, String(sample.event)).toBeDefined();
      validate?.(sample);
      expect(validate?.errors ?? [], JSON.stringify(sample)).toEqual([]);
    }
    const sent = read("docs/protocol.md").match(/^\{"message_id".*"type": "text", "content": "hello"\}$/m);
    const validate = validators.get("SendMessageRequest");
    validate?.(JSON.parse(sent?.[0] ?? "{}"));
    expect(validate?.errors ?? []).toEqual([]);
  });
});
