/** What came is not what the protocol says. Nothing of it is used. */
export class WireError extends Error {
  constructor(path: string, wanted: string) {
    super(`${path} is not ${wanted}`);
    this.name = "WireError";
  }
}

/**
 * A JSON object, read field by field. Every reader throws a {@link WireError} for a wrong type and ignores fields that nobody asks
 * for; those with "maybe" give null for a field that is null or absent.
 */
export class Fields {
  readonly #values: Record<string, unknown>;

  constructor(
    value: unknown,
    readonly path: string = "$",
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new WireError(path, "an object");
    }
    this.#values = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return (this.#values[name] ?? null) !== null;
  }

  text(name: string): string {
    const value = this.#values[name];
    if (typeof value !== "string") {
      throw new WireError(this.#at(name), "a text");
    }
    return value;
  }

  maybeText(name: string): string | null {
    return this.has(name) ? this.text(name) : null;
  }

  /** A whole number that is not negative. */
  whole(name: string): number {
    const value = this.#values[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
      throw new WireError(this.#at(name), "a whole number");
    }
    return value;
  }

  maybeWhole(name: string): number | null {
    return this.has(name) ? this.whole(name) : null;
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    if (typeof value !== "boolean") {
      throw new WireError(this.#at(name), "true or false");
    }
    return value;
  }

  maybeFlag(name: string): boolean | null {
    return this.has(name) ? this.flag(name) : null;
  }

  /** Milliseconds since 1970. */
  time(name: string): number {
    const value = Date.parse(this.text(name));
    if (Number.isNaN(value)) {
      throw new WireError(this.#at(name), "a time");
    }
    return value;
  }

  maybeTime(name: string): number | null {
    return this.has(name) ? this.time(name) : null;
  }

  /** One of `values`, or `otherwise` for one that a newer server may know. */
  oneOf<T extends string, O>(name: string, values: readonly T[], otherwise: O): T | O {
    const value = this.text(name);
    return values.find((known) => known === value) ?? otherwise;
  }

  object<T>(name: string, decode: (fields: Fields) => T): T {
    return decode(new Fields(this.#values[name], this.#at(name)));
  }

  maybeObject<T>(name: string, decode: (fields: Fields) => T): T | null {
    return this.has(name) ? this.object(name, decode) : null;
  }

  list<T>(name: string, decode: (fields: Fields) => T): T[] {
    return this.#array(name).map((value, index) => decode(new Fields(value, `${this.#at(name)}[${index}]`)));
  }

  /** As it is, to be decoded one by one: one that is bad does not spoil the others. */
  values(name: string): readonly unknown[] {
    return this.#array(name);
  }

  texts(name: string): string[] {
    return this.#array(name).map((value, index) => {
      if (typeof value !== "string") {
        throw new WireError(`${this.#at(name)}[${index}]`, "a text");
      }
      return value;
    });
  }

  /** An object whose fields are all whole numbers. */
  wholes(name: string): Map<string, number> {
    return this.object(name, (fields) => new Map(Object.keys(fields.#values).map((key) => [key, fields.whole(key)])));
  }

  /** An object whose fields are all texts. */
  textsByName(name: string): Record<string, string> {
    return this.object(name, (fields) => Object.fromEntries(Object.keys(fields.#values).map((key) => [key, fields.text(key)])));
  }

  #array(name: string): unknown[] {
    const value = this.#values[name];
    if (!Array.isArray(value)) {
      throw new WireError(this.#at(name), "a list");
    }
    return value;
  }

  #at(name: string): string {
    return `${this.path}.${name}`;
  }
}
