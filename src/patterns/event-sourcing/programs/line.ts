import type { EventType, Facts, LedgerEvent, Leg, NewEvent } from './events.ts';

/**
 * An event as it is written: one line of text, fields between bars. The writer makes the body, the
 * store puts place and time before it and the link of the chain after it:
 * `23|ada|5|4123999|c17/0|Withdrawn|3|c17||teller|1200|ada 1200,ada 100|cash 1200,fees 100||||4123456||9f3a…`
 */
export type Line = string;
export type Body = string;

/** Schema 1 counts whole euros, schema 2 cents, schema 3 knows valid time. */
export const NEWEST_SCHEMA = 3;

/** A line as it was read, in whichever schema: schema 1 has no cents, schemas 1 and 2 no valid time. What is not there is zero. */
export type StoredLeg = Leg & { readonly euros: number };
export type StoredEvent = Omit<LedgerEvent, 'debits' | 'credits'> & {
  readonly euros: number;
  readonly debits: readonly StoredLeg[];
  readonly credits: readonly StoredLeg[];
};

/** Where an event comes from. */
export type Origin = Omit<NewEvent, keyof Facts>;

/** What a desk writes: the shape that its own release knows. */
export function bodyOf(schema: number, facts: Facts, { id, command, cause, actor }: Origin): Body {
  const { cents, expiresUs } = facts;
  const inEuros = schema === 1;
  const sides = `${amount(cents, inEuros)}|${legs(facts.debits, inEuros)}|${legs(facts.credits, inEuros)}`;
  const times = `${expiresUs > 0 ? expiresUs : ''}|${schema < 3 ? '' : facts.validUs}`;
  return `${id}|${facts.type}|${schema}|${command}|${cause}|${actor}|${sides}|${facts.ref}|${facts.other}|${times}|${facts.text}`;
}

const amount = (cents: number, inEuros: boolean): string => (inEuros ? `${Math.floor(cents / 100)} EUR` : `${cents}`);

function legs(side: readonly Leg[], inEuros: boolean): string {
  let text = '';
  for (const { account, cents } of side) text += `${text === '' ? '' : ','}${account} ${amount(cents, inEuros)}`;
  return text;
}

/** Place and time before the body; the link is still to come. */
export const placed = (position: number, stream: string, version: number, recordedUs: number, body: Body): string =>
  `${position}|${stream}|${version}|${recordedUs}|${body}`;

export function parse(line: Line): StoredEvent {
  const [position, stream, version, recordedUs, id, type, schema, command, cause, actor, ...rest] = line.split('|');
  const [about, debits, credits, ref, other, expiresUs, validUs, text, hash = ''] = rest;
  return Object.freeze({
    position: Number(position),
    stream: stream!,
    version: Number(version),
    recordedUs: Number(recordedUs),
    id: id!,
    type: type as EventType,
    schema: Number(schema),
    command: command!,
    cause: cause!,
    actor: actor!,
    ...amountOf(about!),
    debits: side(debits!),
    credits: side(credits!),
    ref: ref!,
    other: other!,
    expiresUs: Number(expiresUs),
    validUs: Number(validUs),
    text: text!,
    hash,
  });
}

const amountOf = (text: string): { cents: number; euros: number } =>
  text.endsWith(' EUR') ? { cents: 0, euros: Number(text.slice(0, -4)) } : { cents: Number(text), euros: 0 };

const NONE: readonly StoredLeg[] = Object.freeze([]);

function side(text: string): readonly StoredLeg[] {
  if (text === '') return NONE;
  const read = text.split(',').map((leg) => {
    const gap = leg.indexOf(' ');
    return Object.freeze({ account: leg.slice(0, gap), ...amountOf(leg.slice(gap + 1)) });
  });
  return Object.freeze(read);
}

/** Back to text: for somebody who edits what is stored. */
export const bareAgain = (event: LedgerEvent): string =>
  placed(event.position, event.stream, event.version, event.recordedUs, bodyOf(event.schema, event, event));

export const idOf = (body: Body): string => body.slice(0, body.indexOf('|'));
export const typeOf = (body: Body): string => body.split('|', 2)[1]!;
export const positionOf = (line: Line): number => Number(line.slice(0, line.indexOf('|')));
export const bareOf = (line: Line): string => line.slice(0, line.lastIndexOf('|'));
export const hashOf = (line: Line): string => line.slice(line.lastIndexOf('|') + 1);
