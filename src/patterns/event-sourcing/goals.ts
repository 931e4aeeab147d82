import type { Us } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';

/** What asks for something to be stored, and what says that it is. */
const WRITES: readonly string[] = ['Append', 'DeleteStream', 'WriteRows'];
const STORED: readonly string[] = ['Appended', 'RowsWritten'];

/** From the request of a desk to the answer that it is on the disk, in ms: of the last one. */
function writeLatency(): (event: TraceEvent) => number | null {
  const sentUs = new Map<string, Us>();
  return ({ kind, timeUs, transit, effects }) => {
    for (const effect of effects)
      if (effect.kind === 'send' && WRITES.includes(effect.transit.message.type))
        sentUs.set(effect.transit.id, effect.transit.sentUs);
    if (kind !== 'reply' || transit?.answers === undefined || !STORED.includes(transit.message.type)) return null;
    const since = sentUs.get(transit.answers);
    sentUs.delete(transit.answers);
    return since === undefined ? null : (timeUs - since) / 1_000;
  };
}

export const goals: readonly Goal[] = [
  {
    id: 'goodput',
    title: 'Commands done',
    unit: '/s',
    better: 'higher',
    measure: { kind: 'rate', op: 'command', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'p99',
    title: 'Command latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'command', percentile: 99 },
  },
  {
    id: 'write',
    title: 'Until an entry is on the disk',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'own', start: writeLatency },
  },
  {
    id: 'unsure',
    title: 'Commands with an unknown fate',
    unit: '%',
    better: 'lower',
    measure: { kind: 'ratio', op: 'command', outcomes: ['unknown'] },
  },
  {
    id: 'conflicts',
    title: 'Conflicts',
    unit: '/s',
    better: 'lower',
    measure: { kind: 'count', rule: 'wrong expected version', node: 'store' },
  },
  {
    id: 'folded',
    title: 'Events folded per command',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'desk-a', metric: 'foldedPerCommand' },
  },
  {
    id: 'lag',
    title: 'Balances behind by',
    unit: 'events',
    better: 'lower',
    measure: { kind: 'metric', node: 'balances', metric: 'behind' },
  },
  {
    id: 'rebuilding',
    title: 'Last rebuild of the balances',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'metric', node: 'balances', metric: 'rebuildMs' },
  },
  {
    id: 'breaks',
    title: 'Reconciliation breaks',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'reconciler', metric: 'breaks' },
  },
  {
    id: 'open',
    title: 'Transfers and payments under way',
    unit: '',
    better: 'lower',
    measure: { kind: 'metric', node: 'clearing', metric: 'open' },
  },
];
