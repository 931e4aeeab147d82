import { US_PER_S } from '../../kernel/time.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import type { Goal } from '../../pattern-kit/pattern.ts';
import { bufferedLines, droppedLines, follow, newLedger, type Ledger } from './ledger.ts';
import { WORK_DONE } from './programs/container.ts';

/** To a tenth. */
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1_000) / whole) / 10);

/** What the auditor's book says of all lines together. */
const inTheBook = (figure: (ledger: Ledger) => number): Goal['measure'] => ({
  kind: 'own',
  start() {
    const ledger = newLedger();
    return (event) => (follow(ledger, event) ? figure(ledger) : null);
  },
});

/** From either collector, whichever has stored something last. */
function readLag(): (event: TraceEvent) => number | null {
  return ({ effects }) => {
    for (const effect of effects) if (effect.kind === 'metric' && effect.name === 'lagMs') return effect.value;
    return null;
  };
}

/** So few lines wait at any time. */
const DRAINED_LINES = 60;

/** From the end of the last fault until no more lines wait than usual, s; it grows until then. */
function timeDrain(): (event: TraceEvent) => number | null {
  const ledger = newLedger();
  let sinceUs = -1;
  let behind = false;
  return (event) => {
    const isRepair = event.kind === 'repair';
    if (!follow(ledger, event) && !isRepair) return null;
    if (isRepair) sinceUs = event.timeUs;
    const waits = bufferedLines(ledger) > DRAINED_LINES;
    const was = behind;
    behind = waits && sinceUs >= 0;
    return behind || was ? (event.timeUs - sinceUs) / US_PER_S : null;
  };
}

/** From the exit of the application, its work done, to the end of the last container, s; it grows until then. */
function timeJob(): (event: TraceEvent) => number | null {
  let doneUs = -1;
  let complete = false;
  return ({ node, timeUs, effects }) => {
    if (complete || (node !== 'app' && node !== 'kubelet')) return null;
    for (const effect of effects) {
      if (effect.kind !== 'become' || effect.lane !== 'main') continue;
      if (node === 'app' && effect.why === WORK_DONE) doneUs = timeUs;
      if (effect.to === 'SUCCEEDED') complete = true;
    }
    return doneUs < 0 ? null : (timeUs - doneUs) / US_PER_S;
  };
}

export const goals: readonly Goal[] = [
  {
    id: 'answered',
    title: 'Orders placed',
    unit: '%',
    better: 'higher',
    measure: { kind: 'ratio', op: 'checkout', outcomes: ['ok'] },
    primary: true,
  },
  {
    id: 'p99',
    title: 'Order latency, 99th percentile',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'checkout', percentile: 99 },
  },
  {
    id: 'p50',
    title: 'Order latency, median',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'latency', op: 'checkout', percentile: 50 },
  },
  {
    id: 'loss',
    title: 'Lines lost',
    unit: '%',
    better: 'lower',
    measure: inTheBook((ledger) => percent(droppedLines(ledger), ledger.produced)),
  },
  {
    id: 'copies',
    title: 'Lines stored twice',
    unit: '%',
    better: 'lower',
    measure: inTheBook((ledger) => percent(ledger.copies, ledger.stored)),
  },
  {
    id: 'stored',
    title: 'Lines stored',
    unit: '',
    better: 'higher',
    measure: inTheBook((ledger) => ledger.stored),
  },
  {
    id: 'drops',
    title: 'Lines dropped',
    unit: '',
    better: 'lower',
    measure: inTheBook(droppedLines),
  },
  {
    id: 'waiting',
    title: 'Lines that wait',
    unit: '',
    better: 'lower',
    measure: inTheBook(bufferedLines),
  },
  {
    id: 'lag',
    title: 'Ship lag: age of what is stored',
    unit: 'ms',
    better: 'lower',
    measure: { kind: 'own', start: readLag },
  },
  {
    id: 'drain',
    title: 'Until the backlog has drained',
    unit: 's',
    better: 'lower',
    measure: { kind: 'own', start: timeDrain },
  },
  {
    id: 'storage',
    title: 'Shipper: on the filesystem',
    unit: 'kB',
    better: 'lower',
    measure: { kind: 'metric', node: 'shipper', metric: 'storageKb' },
  },
  {
    id: 'memory',
    title: 'Shipper: in memory',
    unit: 'kB',
    better: 'lower',
    measure: { kind: 'metric', node: 'shipper', metric: 'memoryKb' },
  },
  {
    id: 'overhead',
    title: 'Memory of the sidecars, each pod',
    unit: 'MB',
    better: 'lower',
    measure: { kind: 'metric', node: 'kubelet', metric: 'sidecarMb' },
  },
  {
    id: 'overhead-cpu',
    title: 'CPU of the sidecars, each pod',
    unit: 'm',
    better: 'lower',
    measure: { kind: 'metric', node: 'kubelet', metric: 'sidecarMilli' },
  },
  {
    id: 'job',
    title: 'Job: from its last work to its end',
    unit: 's',
    better: 'lower',
    measure: { kind: 'own', start: timeJob },
  },
  {
    id: 'killed',
    title: 'Killed by liveness probes',
    unit: '',
    better: 'lower',
    measure: { kind: 'count', rule: 'liveness probe failed', node: 'kubelet' },
  },
  {
    id: 'ready',
    title: 'Time that the pod is ready',
    unit: 's',
    better: 'higher',
    measure: { kind: 'timeIn', node: 'kubelet', state: 'READY' },
  },
  {
    id: 'up',
    title: 'Time that the application runs',
    unit: 's',
    better: 'higher',
    measure: { kind: 'timeIn', node: 'app', state: 'RUNNING' },
  },
];
