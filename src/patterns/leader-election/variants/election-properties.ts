import type { Property, World } from '../../../kernel/property.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { TraceEvent } from '../../../kernel/trace.ts';
import { FAULT_EFFECTS, followFaults, isCalm, type Faults } from '../../../pattern-kit/properties.ts';
import { algorithmOf, electsBy } from '../promises.ts';
import { noteOf } from './lease-properties.ts';

const replicasOf = (world: World): readonly string[] =>
  world.topology.nodes.flatMap((node) => (/^n\d+$/.test(node.id) ? [node.id] : []));
const majority = (world: World): number => Math.floor(Number(world.settings['cluster.replicas']) / 2) + 1;
const rank = (id: string): number => Number(id.slice(1));

type Leading = Record<string, true>;

/** Follows who believes that it leads. Answers whether the event changed anything. */
function followLeaders(leading: Leading, event: TraceEvent): boolean {
  let changed = false;
  for (const effect of event.effects) {
    const down = effect.kind === 'status' && effect.status === 'down';
    const moved = effect.kind === 'become' && effect.lane === 'main';
    if (!down && !moved) continue;
    const node = down ? effect.node : event.node;
    const leads = moved && (effect.to === 'leader' || effect.to === 'acquired');
    if (leads === node in leading) continue;
    if (leads) leading[node] = true;
    else delete leading[node];
    changed = true;
  }
  return changed;
}

/** Reached when two replicas at once take themselves for the leader, under this algorithm. */
const twoLeaders = (id: string, algorithm: string, title: string, explain: string): Property<{ leading: Leading }> => ({
  id,
  kind: 'sometimes',
  title,
  explain,
  appliesOff: false,
  applies: electsBy(algorithm),
  watches: { effects: ['become', 'status'] },
  init: () => ({ leading: {} }),
  step: ({ leading }, event) => followLeaders(leading, event) && Object.keys(leading).length > 1,
});

export const bullyTwoLeaders = twoLeaders(
  'bully-two-leaders',
  'bully',
  'Bully: two leaders at once',
  'Bully asks nobody for a majority. A cut that it takes for a crash gives each side a leader.',
);
export const leaseTwoHolders = twoLeaders(
  'lease-two-holders',
  'lease',
  'Lease: two act as holders',
  'The former holder has not noticed yet that another one has taken the lease.',
);

interface Accepts {
  /** By reign and ballot: value, and who has accepted it, durably. */
  ballots: Record<string, { readonly value: string; readonly by: Record<string, true> }>;
  chosen: Record<string, string>;
}
interface Accepted {
  readonly reign: number;
  readonly ballot: number;
  readonly value: string;
}

function followAccepts(state: Accepts, event: TraceEvent, world: World): string | undefined {
  const accepted = noteOf(event, 'accepted')?.data as Accepted | undefined;
  if (accepted === undefined) return undefined;
  const { reign, ballot, value } = accepted;
  const { by } = (state.ballots[`${reign}/${ballot}`] ??= { value, by: {} });
  by[event.node] = true;
  if (Object.keys(by).length < majority(world)) return undefined;
  const before = (state.chosen[reign] ??= value);
  return before === value ? undefined : `${before} and ${value} are both chosen for reign ${reign}`;
}

export const oneChosen: Property<Accepts> = {
  id: 'one-chosen',
  kind: 'always',
  title: 'Paxos: one value is chosen, for good',
  explain:
    'A value is chosen when a majority has accepted it in one ballot. For one reign no second one is ever chosen, and nobody leads a reign that was not chosen for it.',
  appliesOff: false,
  applies: electsBy('paxos'),
  watches: { effects: ['note', 'become'] },
  init: () => ({ ballots: {}, chosen: {} }),
  step(state, event, world) {
    const twice = event.kind === 'disk' ? followAccepts(state, event, world) : undefined;
    if (twice !== undefined) return twice;
    let leads = false;
    for (const effect of event.effects) {
      if (effect.kind === 'become' && effect.to === 'leader') leads = true;
      else if (
        leads &&
        effect.kind === 'metric' &&
        effect.name === 'token' &&
        state.chosen[effect.value] !== event.node
      )
        return `${event.node} leads reign ${effect.value}, for which ${state.chosen[effect.value] ?? 'nobody'} is chosen`;
    }
    return undefined;
  },
};

export const promiseKept: Property<Record<string, number>> = {
  id: 'promise-kept',
  kind: 'always',
  title: 'Paxos: a promise is kept',
  explain:
    'An acceptor that has promised a ballot promises and accepts nothing lower any more, not after a restart either. That is all that keeps an old proposer from deciding again.',
  appliesOff: false,
  applies: electsBy('paxos'),
  watches: { effects: ['note'] },
  init: () => ({}),
  step(promised, event) {
    if (event.kind !== 'disk') return undefined;
    const note = noteOf(event, 'promised') ?? noteOf(event, 'accepted');
    if (note === undefined) return undefined;
    const { reign, ballot } = note.data as { readonly reign: number; readonly ballot: number };
    const key = `${event.node} ${reign}`;
    const before = promised[key] ?? 0;
    promised[key] = Math.max(before, ballot);
    return ballot < before ? `${event.node} has ${note.rule} ballot ${ballot} after it promised ${before}` : undefined;
  },
};

interface Reign {
  readonly faults: Faults;
  readonly leading: Leading;
}

/** How long an election may take once everything is whole again. */
function withinUs(world: World): Us {
  const millis = (key: string): number => Number(world.settings[key]);
  const algorithm = algorithmOf(world);
  // Five waits: a vote may be split once or twice.
  if (algorithm === 'raft') return ms(5 * (millis('raft.electionMs') + millis('raft.spreadMs')) + 1_000);
  return algorithm === 'lease'
    ? ms(millis('lease.durationMs') + millis('lease.renewDeadlineMs') + 6 * millis('lease.retryPeriodMs') + 1_000)
    : ms(4 * millis('elect.timeoutMs') + 30 * millis('elect.answerMs'));
}

/** Bully and the ring promise the largest id, the others any one. */
function isLed({ leading }: Reign, world: World): boolean {
  const [leader, second] = Object.keys(leading);
  if (leader === undefined || second !== undefined) return false;
  const largest = algorithmOf(world) === 'bully' || algorithmOf(world) === 'ring';
  return !largest || !replicasOf(world).some((id) => rank(id) > rank(leader) && world.status(id) === 'up');
}

/** A dial that may be turned on the way: so the step asks. */
const claims = (world: World): boolean => algorithmOf(world) !== 'paxos' || world.settings['paxos.backoff'] === true;

export const leadsAgain: Property<Reign> = {
  id: 'leads-again',
  kind: 'eventually',
  title: 'One leads again',
  explain:
    'When nothing is broken, exactly one replica leads before long; with Bully and ring the one with the largest id. Raft needs timeouts that differ for it, Paxos proposers that back off.',
  appliesOff: false,
  watches: { effects: ['become', ...FAULT_EFFECTS] },
  init: () => ({ faults: {}, leading: {} }),
  step(state, event, world) {
    const faults = followFaults(state.faults, event, ['']);
    const leaders = followLeaders(state.leading, event);
    if ((!faults && !leaders && event.seq > 0) || !claims(world)) return undefined;
    if (!isCalm(state.faults) || isLed(state, world)) return null;
    return {
      dueUs: event.timeUs + withinUs(world),
      detail: `${Object.keys(state.leading).join(' and ') || 'nobody'} leads`,
    };
  },
};
