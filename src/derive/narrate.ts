import { inverseOf, settingInWords } from '../kernel/action-catalogue.ts';
import type { Action } from '../kernel/action.ts';
import type { Topology } from '../kernel/topology.ts';
import type { Effect, EventKind, Outcome, TraceEvent, Transit } from '../kernel/trace.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import { actionNames, actionSentence } from './action-words.ts';
import { lossInWords, lossOf } from './losses.ts';
import { clause, messageName, messageSentence, nameIds, nodeNames, sentence, spelled } from './words.ts';

/** How a node is said to enter a state of this label, where the field has a verb for it. */
const ENTERS: Readonly<Record<string, string>> = {
  open: 'opens',
  closed: 'closes',
  leader: 'becomes leader',
  follower: 'becomes follower',
  candidate: 'becomes candidate',
};

const ENDS: Readonly<Record<Outcome, string>> = {
  ok: 'succeeds',
  fail: 'fails',
  unknown: 'ends with an unknown outcome',
};

interface Consequence {
  readonly weight: number;
  readonly text: string;
}

/** Finds a message by its id: a timeout names only the id of what was asked. */
export type FindTransit = (id: string) => Transit | undefined;

/** Telling things in a pattern's own words. */
class Teller {
  readonly pattern: ShownPattern;
  readonly names: (node: string) => string;
  readonly actions: ReturnType<typeof actionNames>;
  readonly #topology: Topology;
  readonly #find: FindTransit;

  constructor(pattern: ShownPattern, topology: Topology, find: FindTransit = () => undefined) {
    this.pattern = pattern;
    this.#topology = topology;
    this.#find = find;
    this.names = nodeNames(topology);
    this.actions = actionNames(pattern, topology);
  }

  /** What happened, without what came of it. Empty where only the consequences are worth a word. */
  occurrence(event: TraceEvent): string {
    const name = this.names(event.node);
    const tag = spelled(event.tag ?? '');
    switch (event.kind) {
      case 'start':
        return `${name} starts`;
      case 'restart':
        return `${name} restarts with what was on its disk`;
      case 'timer':
        return `${name}: the timer “${timerLabel(this.pattern, this.program(event.node), event.tag ?? '')}” is due`;
      case 'work':
        return `${name}: the work “${tag}” is done`;
      case 'disk':
        return `${name}: the disk has what was written (${tag})`;
      case 'command':
        return sentence(this.pattern.commands[event.tag ?? '']?.narrate ?? `${name} is told to ${tag}`);
      case 'mode':
        return `${name} ${this.actions.mode(event.tag ?? '')}`;
      case 'settings':
        return `${name} takes over the changed settings`;
      case 'reset':
        return `The connection from ${this.names(event.tag ?? '')} to ${name} breaks`;
      case 'action':
        return event.action ? actionSentence(event.action, this.actions) : '';
      case 'repair':
        return this.#repair(event);
      default:
        return this.#message(event, name);
    }
  }

  #message(event: TraceEvent, name: string): string {
    const transit = event.transit ?? this.#find(event.tag ?? '');
    if (!transit) {
      if (event.kind === 'timeout') return `${name} gives up waiting for an answer`;
      if (event.kind === 'take') return `${name} has a free worker`;
      return '';
    }
    const told = messageName(transit, this.pattern);
    switch (event.kind) {
      case 'timeout':
        return `${name} gives up waiting for an answer to ${told} from ${this.names(transit.to)}`;
      case 'wait':
        return `${told} waits at ${name}: all workers are busy`;
      case 'take':
        return `${name} takes ${told} from its queue`;
      case 'overflow':
        return `${name} refuses ${told}: its queue is full`;
      case 'late':
        return `${told} comes too late: ${name} no longer waits for it`;
      case 'lost':
        return `${told} from ${this.names(transit.from)} to ${this.names(transit.to)} is lost: ${lossInWords(lossOf(event) ?? 'loss', this.names(transit.to))}`;
      default:
        return messageSentence(transit, this.pattern, this.names);
    }
  }

  #repair(event: TraceEvent): string {
    if (!event.action) return 'The fault is over';
    const inverse = inverseOf(event.action);
    if (inverse) return actionSentence(inverse, this.actions);
    const back = event.effects.find((effect) => effect.kind === 'setting');
    if (back) return `${settingInWords(back, this.actions)} again`;
    const { forUs: _, ...lasting } = event.action;
    return `Over: ${clause(actionSentence(lasting, this.actions))}`;
  }

  /** What came of it, the weightiest first; below 1: worth a word only beside nothing better. */
  consequences(event: TraceEvent): Consequence[] {
    const told: Consequence[] = [];
    for (const effect of event.effects) {
      const one = this.#consequence(effect, event);
      if (one) told.push(one);
    }
    return told.sort((a, b) => b.weight - a.weight).map(({ weight, text }) => ({ weight, text: sentence(text) }));
  }

  #consequence(effect: Effect, event: TraceEvent): Consequence | null {
    switch (effect.kind) {
      case 'verdict':
        return { weight: effect.status === 'violated' ? 5 : 0.8, text: this.#verdict(effect) };
      case 'status':
        if (effect.error !== undefined)
          return { weight: 4, text: `${this.names(effect.node)} crashes: ${clause(effect.error)}` };
        // That it boots or is crashed is what happened, not what came of it.
        return event.node === effect.node || event.kind === 'action' || event.kind === 'repair'
          ? null
          : { weight: 3, text: `${this.names(effect.node)} is ${effect.status}` };
      case 'become':
        return { weight: effect.from === '' ? 0 : 3, text: this.#becomes(effect, event) };
      case 'note':
        return {
          weight: 1,
          text: `${this.names(event.node)}: ${clause(effect.text === '' ? spelled(effect.rule) : this.told(effect.text))}`,
        };
      case 'begin':
        return { weight: 0.5, text: `${this.names(event.node)} begins: ${spelled(effect.name)}` };
      case 'end':
        return { weight: 0.6, text: `${this.names(event.node)}: ${spelled(effect.name)} ${ENDS[effect.outcome]}` };
      default:
        return null;
    }
  }

  #verdict(effect: Extract<Effect, { kind: 'verdict' }>): string {
    const title =
      this.pattern.properties.find((property) => property.id === effect.property)?.title ?? spelled(effect.property);
    const word = effect.status === 'violated' ? 'broken' : effect.status;
    return `“${title}” is ${word}${effect.detail === '' ? '' : `: ${clause(this.told(effect.detail))}`}`;
  }

  #becomes(effect: Extract<Effect, { kind: 'become' }>, event: TraceEvent): string {
    const name = this.names(event.node);
    const state = stateLabel(this.pattern, this.program(event.node), effect.to);
    const why = effect.why === '' ? '' : `: ${clause(this.told(effect.why))}`;
    if (effect.lane !== 'main') return `${name}, ${spelled(effect.lane)}, is ${state}${why}`;
    if (effect.from === '') return `${name} begins as ${state}`;
    return `${name} ${ENTERS[state.toLowerCase()] ?? `is now ${state}`}${why}`;
  }

  program(node: string): string {
    return this.#topology.nodes.find((spec) => spec.id === node)?.program ?? '';
  }

  /** What a program or property has written, which knows nodes by their ids. */
  told(text: string): string {
    return nameIds(text, this.#topology);
  }
}

/** What a timer is called: by its pattern, else by its name in the program. */
export const timerLabel = (pattern: ShownPattern, program: string, timer: string): string =>
  pattern.roles[program]?.timers?.[timer] ?? spelled(timer);

/** A state of a program's machine as people read it. */
export function stateLabel(pattern: ShownPattern, program: string, state: string): string {
  return pattern.roles[program]?.machine?.states.find(({ id }) => id === state)?.label ?? spelled(state);
}

/** From which weight on a consequence is told in place of what happened: a timer is hardly news, a boot is. */
const LEAST_WEIGHT: Readonly<Record<EventKind, number>> = {
  start: 4,
  restart: 4,
  timer: 0.5,
  work: 0.5,
  disk: 0.5,
  take: 1,
  deliver: 1,
  reply: 1,
  timeout: 1,
  late: 1,
  wait: 1,
  overflow: 1,
  lost: 1,
  reset: 1,
  command: 1,
  mode: 1,
  settings: 1,
  action: 1,
  repair: 1,
};

/** One or more plain sentences: what happened, and what came of it. For the log. */
export function narrate(event: TraceEvent, pattern: ShownPattern, topology: Topology, find?: FindTransit): string {
  const teller = new Teller(pattern, topology, find);
  return [sentence(teller.occurrence(event)), ...teller.consequences(event).map(({ text }) => text)]
    .filter((text) => text !== '')
    .join(' ');
}

/** What happens inside a node by itself: a message that comes of it says more than the timer's name. */
const INWARD: readonly EventKind[] = ['timer', 'work', 'disk'];

/** What an action that is still to come will be, as one sentence. */
export const foretold = (action: Action, pattern: ShownPattern, topology: Topology): string =>
  sentence(actionSentence(action, actionNames(pattern, topology)));

/** The one sentence that matters most about an event: its weightiest consequence, or else what happened. */
export function headline(event: TraceEvent, pattern: ShownPattern, topology: Topology, find?: FindTransit): string {
  const teller = new Teller(pattern, topology, find);
  const [first] = teller.consequences(event);
  if (first && first.weight >= LEAST_WEIGHT[event.kind]) return first.text;
  const sent = INWARD.includes(event.kind) ? event.effects.find((effect) => effect.kind === 'send') : undefined;
  return sentence(sent === undefined ? teller.occurrence(event) : messageSentence(sent.transit, pattern, teller.names));
}
