/** Turns what version `n` wrote into what version `n + 1` writes. */
export type Upgrader<T> = (value: T) => T;

/** A format through time: `upgraders[n]` leads from version n to n + 1; none may be missing. */
export interface Format<T> {
  readonly version: number;
  readonly upgraders: Readonly<Record<number, Upgrader<T>>>;
}

/** One parameter of a link as it stands there: key and undecoded value; a bare flag has none. */
export type Parameter = readonly [key: string, value: string | null];

/**
 * The link grammar. To change it: raise the version, add the upgrader from the one before, keep
 * every fixture in `fixtures/` and add links of the new version.
 */
export const LINK_FORMAT: Format<readonly Parameter[]> = { version: 1, upgraders: {} };

/** The file format, by the same rules. What is upgraded is the file's `scenario`. */
export const FILE_FORMAT: Format<unknown> = { version: 1, upgraders: {} };

export type Upgraded<T> = { readonly value: T } | { readonly newer: true } | { readonly unknown: true };

/** Brings a value of an older version to the present one, step by step. */
export function upgrade<T>(value: T, from: number, format: Format<T>): Upgraded<T> {
  if (from > format.version) return { newer: true };
  let current = value;
  for (let version = from; version < format.version; version++) {
    const step = Object.hasOwn(format.upgraders, version) ? format.upgraders[version] : undefined;
    if (step === undefined) return { unknown: true };
    current = step(current);
  }
  return { value: current };
}
