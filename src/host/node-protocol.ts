import type { Settings } from '../kernel/program.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { Json } from '../kernel/json.ts';
import { hashValue, mix } from '../kernel/hash.ts';
import type { HandlerOutcome, Invocation, NodeIdentity, RuntimeSnapshot } from '../kernel/invocation.ts';

/**
 * Session → node Worker, as JSON. Calls are another matter: there are thousands a second, and they
 * are texts of their own, `CALLS` followed by one invocation a line.
 */
export type ToNode =
  | {
      readonly kind: 'boot';
      readonly pattern: string;
      readonly program: string;
      readonly mutant: string | null;
      readonly identity: NodeIdentity;
      readonly settings: Settings;
      readonly snapshot: RuntimeSnapshot | null;
    }
  | { readonly kind: 'restore'; readonly snapshot: RuntimeSnapshot };

/** Node Worker → session: one answer to every message; to calls, `OUTCOMES` and one outcome a line. */
export type FromNode = { readonly kind: 'ready' } | { readonly kind: 'broken'; readonly what: string };

export const CALLS = '>';
export const OUTCOMES = '=';
/** JSON never has one of its own. */
export const LINE = '\n';

/** Where a call has none. */
const ABSENT = 0;
type Maybe<T> = NonNullable<T> | typeof ABSENT;
type Line = readonly [
  kind: Invocation['kind'],
  node: number,
  nowUs: number,
  monotonicUs: number,
  tag: string,
  ok: boolean,
  message: Maybe<Invocation['message']>,
  call: Maybe<Invocation['call']>,
  /** In a list, for data may be null or 0. */
  data: readonly [Json] | typeof ABSENT,
  settings?: Maybe<Invocation['settings']>,
  disk?: Maybe<Invocation['disk']>,
];

/** A call as a line: a list, because the names of its parts would take longer to write and read than the parts. */
export function lineOf(invocation: Invocation): string {
  const { kind, node, nowUs, monotonicUs, tag, ok, message, call, data, settings, disk } = invocation;
  const line: Line = [
    kind,
    node,
    nowUs,
    monotonicUs,
    tag,
    ok,
    message ?? ABSENT,
    call ?? ABSENT,
    data === undefined ? ABSENT : [data],
  ];
  // Only boots and new settings bring these.
  return JSON.stringify(
    settings === undefined && disk === undefined ? line : [...line, settings ?? ABSENT, disk ?? ABSENT],
  );
}

/** What came over the line is frozen, as it is inline; but for the disk, of which a program has a copy of its own. */
export function callIn(line: string): Invocation {
  const [kind, node, nowUs, monotonicUs, tag, ok, message, call, data, settings, disk] = JSON.parse(line) as Line;
  deepFreeze(message);
  deepFreeze(call);
  deepFreeze(data);
  return {
    kind,
    node,
    nowUs,
    monotonicUs,
    tag,
    ok,
    message: message || undefined,
    call: call || undefined,
    data: data === ABSENT ? undefined : data[0],
    settings: settings || undefined,
    disk: disk || undefined,
  };
}

/**
 * What came of a call, as a line: a number that stands for all that the program asked for and drew, hashed
 * as it is for the fingerprint; where the program failed, its error. The session knows the rest by itself.
 */
export function lineOfOutcome({ commands, draws, error }: HandlerOutcome): string {
  return error === undefined ? String(mix(hashValue(commands), draws)) : JSON.stringify(error);
}

/** The error in such a line; undefined where there is none. */
export const errorIn = (line: string): string | undefined =>
  line.startsWith('"') ? (JSON.parse(line) as string) : undefined;
