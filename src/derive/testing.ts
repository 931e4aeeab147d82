import { US_PER_MS } from '../kernel/time.ts';
import type {
  Effect,
  EventKind,
  LinkState,
  LossReason,
  NodeStatus,
  Seq,
  TraceEvent,
  Transit,
} from '../kernel/trace.ts';

/**
 * Traces for tests, drawn as text, one event a line:
 *
 *     10   timer   client  :tick       | send client#1 Ping client>server +20
 *     30   deliver server  ~client#1 <2 | become main idle>busy first call | load 1 0
 *
 * Time in ms, kind, node (`-` for none), then in any order `~transit`, `:tag`, `<cause`; effects
 * follow, each after a bar. `send ID TYPE FROM>TO +LATENCY`, then `!reason` where it is doomed
 * (dashes for spaces), `?` where an answer is awaited, `=ID` where it answers.
 */
export function traceOf(diagram: string): TraceEvent[] {
  const transits = new Map<string, Transit>();
  return diagram
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line, seq) => eventOf(line, seq, transits));
}

function eventOf(line: string, seq: Seq, transits: Map<string, Transit>): TraceEvent {
  const [head = '', ...rest] = line.split('|').map((part) => part.trim());
  const [time, kind, node, ...marks] = head.split(/\s+/);
  const timeUs = Math.round(Number(time) * US_PER_MS);
  const mark = (sign: string): string | undefined => marks.find((word) => word.startsWith(sign))?.slice(1);
  const id = mark('~');
  const tag = mark(':');
  const transit = id === undefined ? undefined : transits.get(id);
  if (id !== undefined && !transit) throw new Error(`Line ${seq}: no message ${id} was sent before.`);
  const effects = rest.map((text) => effectOf(text, timeUs));
  for (const effect of effects) if (effect.kind === 'send') transits.set(effect.transit.id, effect.transit);
  return {
    seq,
    timeUs,
    kind: kind as EventKind,
    node: node === '-' ? '' : (node ?? ''),
    cause: Number(mark('<') ?? -1),
    ...(transit && { transit }),
    ...(tag !== undefined && { tag }),
    effects,
  };
}

const HEALTHY: LinkState = { cut: false, addUs: 0, lossPpm: 0, duplicatePpm: 0, reorderPpm: 0, bytesPerSecond: 0 };

const pair = (text: string | undefined): [string, string] => {
  const [from = '', to = ''] = (text ?? '').split('>');
  return [from, to];
};

function effectOf(text: string, timeUs: number): Effect {
  const [verb, ...words] = text.split(/\s+/);
  const [a = '', b = '', c = ''] = words;
  switch (verb) {
    case 'send':
      return { kind: 'send', transit: transitOf(words, timeUs) };
    case 'retime':
      return { kind: 'retime', id: a, arriveUs: Math.round(Number(b) * US_PER_MS) };
    case 'lose':
      return { kind: 'lose', id: a, reason: b.replaceAll('-', ' ') as LossReason };
    case 'become': {
      const [from, to] = pair(b);
      return { kind: 'become', lane: a, from, to, why: words.slice(2).join(' ') };
    }
    case 'note':
      return { kind: 'note', rule: a, text: words.slice(1).join(' ') };
    case 'metric':
      return { kind: 'metric', name: a, value: Number(b) };
    case 'load':
      return { kind: 'load', busy: Number(a), queued: Number(b) };
    case 'status':
      return { kind: 'status', node: a, status: b as NodeStatus, ...(c && { error: words.slice(2).join(' ') }) };
    case 'mode':
      return { kind: 'mode', node: a, mode: b };
    case 'condition':
      return { kind: 'condition', node: a, name: b, value: Number(c) };
    case 'cut':
    case 'heal': {
      const [from, to] = pair(a);
      return { kind: 'link', from, to, state: { ...HEALTHY, cut: verb === 'cut' } };
    }
    case 'set':
      return { kind: 'setting', setting: a, value: Number(b) };
    case 'verdict':
      return { kind: 'verdict', property: a, status: b as 'violated', detail: words.slice(2).join(' ') };
    default:
      throw new Error(`No effect is written "${text}".`);
  }
}

function transitOf(words: readonly string[], timeUs: number): Transit {
  const [id = '', type = '', path, ...marks] = words;
  const [from, to] = pair(path);
  const mark = (sign: string): string | undefined => marks.find((word) => word.startsWith(sign))?.slice(1);
  const answers = mark('=');
  const lost = mark('!')?.replaceAll('-', ' ') as LossReason | undefined;
  return {
    id,
    from,
    to,
    message: { type },
    sentUs: timeUs,
    arriveUs: timeUs + Math.round(Number(mark('+') ?? 0) * US_PER_MS),
    ...(lost && { lost }),
    ...(answers !== undefined && { answers }),
    ...(mark('?') !== undefined && { request: true }),
  };
}

const NODES = ['a', 'b', 'c', 'd'] as const;
const STATES = ['closed', 'open', 'half-open'] as const;

/** A well-formed trace of about `length` events that has everything in it, the same for the same seed. */
export function scrambledTrace(seed: number, length: number): TraceEvent[] {
  let state = seed >>> 0 || 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const events: TraceEvent[] = [];
  const onTheWay: { transit: Transit; dueUs: number }[] = [];
  let timeUs = 0;
  let sent = 0;

  const push = (kind: EventKind, node: string, effects: Effect[], transit?: Transit): void => {
    const seq = events.length;
    events.push({ seq, timeUs, kind, node, cause: seq === 0 ? -1 : below(seq), ...(transit && { transit }), effects });
  };
  const send = (from: string): Effect => {
    sent += 1;
    const lost = below(10) === 0 ? pick(['loss', 'cut'] as const) : undefined;
    const transit: Transit = {
      id: `${from}#${sent}`,
      from,
      to: pick(NODES),
      message: { type: pick(['Ping', 'Pong']) },
      sentUs: timeUs,
      arriveUs: timeUs + 1 + below(40_000),
      ...(lost && { lost }),
    };
    onTheWay.push({ transit, dueUs: transit.arriveUs });
    return { kind: 'send', transit };
  };
  const someEffects = (node: string): Effect[] => {
    const effects: Effect[] = [];
    for (let left = below(3); left > 0; left -= 1) effects.push(send(node));
    if (below(6) === 0)
      effects.push({
        kind: 'become',
        lane: pick(['main', 'peer b']),
        from: pick(STATES),
        to: pick(STATES),
        why: 'chance',
      });
    if (below(4) === 0) effects.push({ kind: 'metric', name: pick(['x', 'y']), value: below(100) });
    if (below(4) === 0) effects.push({ kind: 'load', busy: below(4), queued: below(9) });
    if (below(20) === 0) effects.push({ kind: 'mode', node, mode: pick(['ok', 'hang']) });
    if (below(20) === 0) effects.push({ kind: 'condition', node, name: 'slow', value: pick([100, 400]) });
    return effects;
  };
  const act = (): void => {
    const node = pick(NODES);
    const effects: Effect[] = [{ kind: 'status', node, status: pick(['up', 'down', 'paused']) }];
    const victim = onTheWay[below(onTheWay.length)];
    if (victim && below(2) === 0) {
      effects.push({ kind: 'lose', id: victim.transit.id, reason: 'dropped' });
      onTheWay.splice(onTheWay.indexOf(victim), 1);
    } else if (victim) {
      victim.dueUs = timeUs + below(80_000);
      effects.push({ kind: 'retime', id: victim.transit.id, arriveUs: victim.dueUs });
    }
    effects.push({
      kind: 'link',
      from: pick(NODES),
      to: pick(NODES),
      state: { ...HEALTHY, cut: below(2) === 0, addUs: below(2) * 500 },
    });
    push('action', below(2) === 0 ? node : '', effects);
  };

  for (const node of NODES)
    push('start', node, [{ kind: 'become', lane: 'main', from: '', to: 'closed', why: 'start' }]);
  while (events.length < length) {
    onTheWay.sort((a, b) => a.dueUs - b.dueUs);
    const next = onTheWay[0];
    const choice = below(20);
    if (next && choice < 12) {
      onTheWay.shift();
      timeUs = Math.max(timeUs, next.dueUs);
      const { transit } = next;
      if (transit.lost) push('lost', transit.to, [], transit);
      else
        push(
          pick(['deliver', 'reply', 'late', 'wait', 'overflow', 'lost']),
          transit.to,
          someEffects(transit.to),
          transit,
        );
    } else if (choice < 14 && events.length > 10) {
      act();
    } else {
      timeUs = Math.min(timeUs + below(3_000), next?.dueUs ?? Infinity);
      const node = pick(NODES);
      push('timer', node, someEffects(node));
    }
  }
  return events;
}
