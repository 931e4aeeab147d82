import type { EventType, Facts, LedgerEvent, Leg, NewEvent } from './events.ts';

/**
 * An event as it is written: one line of text, fields between bars. The writer makes the body, the
 * store puts place and time before it and the link of the chain after it:
 * `23|ada|5|4123999|c17|Withdrawn|3|=||teller|1200|ada,ada 100|cash,fees 100||||4123456||9f3a…`
 * A leg without a figure is about the whole amount.
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

/** Of a command that the event is named after: the commonest by far. */
const SAME = '=';

/** Where an event comes from. */
export type Origin = Omit<NewEvent, keyof Facts>;

/** What a desk writes: the shape that its own release knows. */
export function bodyOf(schema: number, facts: Facts, { id, command, cause, actor }: Origin): Body {
  const { cents, expiresUs } = facts;
  const inEuros = schema === 1;
  const sides = `${amount(cents, inEuros)}|${legs(facts.debits, cents, inEuros)}|${legs(facts.credits, cents, inEuros)}`;
  const times = `${expiresUs > 0 ? expiresUs : ''}|${schema < 3 ? '' : facts.validUs}`;
  return `${id}|${facts.type}|${schema}|${command === id ? SAME : command}|${cause}|${actor}|${sides}|${facts.ref}|${facts.other}|${times}|${facts.text}`;
}

const amount = (cents: number, inEuros: boolean): string => (inEuros ? `${Math.floor(cents / 100)} EUR` : `${cents}`);

function legs(side: readonly Leg[], whole: number, inEuros: boolean): string {
  let text = '';
  for (const { account, cents } of side) {
    if (text !== '') text += ',';
    text += cents === whole ? account : `${account} ${amount(cents, inEuros)}`;
  }
  return text;
}

/** Place and time before the body; the link is still to come. */
export const placed = (position: number, stream: string, version: number, recordedUs: number, body: Body): string =>
  `${position}|${stream}|${version}|${recordedUs}|${body}`;

export function parse(line: Line): StoredEvent {
  const fields = line.split('|');
  const [position, stream, version, recordedUs, id, type, schema, command, cause, actor] = fields;
  const [about, debits, credits, ref, other, expiresUs, validUs, text, hash = ''] = fields.slice(10);
  const whole = amountOf(about!);
  return Object.freeze({
    position: Number(position),
    stream: stream!,
    version: Number(version),
    recordedUs: Number(recordedUs),
    id: id!,
    type: type as EventType,
    schema: Number(schema),
    command: command === SAME ? id! : command!,
    cause: cause!,
    actor: actor!,
    cents: whole.cents,
    euros: whole.euros,
    debits: side(debits!, whole),
    credits: side(credits!, whole),
    ref: ref!,
    other: other!,
    expiresUs: Number(expiresUs),
    validUs: Number(validUs),
    text: text!,
    hash,
  });
}

type Amount = { readonly cents: number; readonly euros: number };

const amountOf = (text: string): Amount =>
  text.endsWith(' EUR') ? { cents: 0, euros: Number(text.slice(0, -4)) } : { cents: Number(text), euros: 0 };

const NONE: readonly StoredLeg[] = Object.freeze([]);

function side(text: string, whole: Amount): readonly StoredLeg[] {
  if (text === '') return NONE;
  const read = text.split(',').map((leg) => {
    const gap = leg.indexOf(' ');
    const { cents, euros } = gap < 0 ? whole : amountOf(leg.slice(gap + 1));
    return Object.freeze({ account: gap < 0 ? leg : leg.slice(0, gap), cents, euros });
  });
  return Object.freeze(read);
}

/** Back to text: for somebody who edits what is stored. */
export const bareAgain = (event: LedgerEvent): string =>
  placed(event.position, event.stream, event.version, event.recordedUs, bodyOf(event.schema, event, event));

export const idOf = (body: Body): string => body.slice(0, body.indexOf('|'));
export const typeOf = (body: Body): EventType => body.split('|', 2)[1] as EventType;

/** Digit by digit: it is asked for wherever a line is read, and a number made of a slice costs more. */
export function positionOf(line: Line): number {
  let position = 0;
  for (let i = 0; i < line.length; i += 1) {
    const digit = line.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) break;
    position = position * 10 + digit;
  }
  return position;
}

export const bareOf = (line: Line): string => line.slice(0, line.lastIndexOf('|'));
export const hashOf = (line: Line): string => line.slice(line.lastIndexOf('|') + 1);
