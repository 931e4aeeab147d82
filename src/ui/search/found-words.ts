import { foretold } from '../../derive/narrate.ts';
import { timeText } from '../../derive/time-text.ts';
import { nameIds, sentence } from '../../derive/words.ts';
import type { Found, Trouble } from '../../host/protocol.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';

/** What was found, in words: what is wrong, how much, and what it takes. */
export interface FoundWords {
  readonly title: string;
  readonly detail: string;
  readonly steps: readonly { readonly time: string; readonly text: string }[];
  readonly cost: string;
}

export function foundWords(found: Found, pattern: ShownPattern, topology: Topology): FoundWords {
  const { what, scenario } = found;
  return {
    ...headingOf(what, scenario.on, pattern, topology),
    steps: scenario.actions.map((action) => ({
      time: timeText(action.atUs),
      text: foretold(action, pattern, topology),
    })),
    cost: costOf(found),
  };
}

function costOf({ scenario, before, schedule }: Found): string {
  const left = scenario.actions.length;
  if (left === 0) return 'It takes no fault at all.';
  const whose = schedule === null ? 'This run as it stood' : `Schedule ${schedule}`;
  if (left === before)
    return `${whose}: ${left === 1 ? 'its one action is' : `all ${left} of its actions are`} needed.`;
  return `${whose}: ${left} of its ${before} actions ${left === 1 ? 'is' : 'are'} enough.`;
}

function headingOf(
  what: Found['what'],
  on: boolean,
  pattern: ShownPattern,
  topology: Topology,
): Pick<FoundWords, 'title' | 'detail'> {
  if (what.kind === 'property') {
    const title = pattern.properties.find(({ id }) => id === what.id)?.title ?? what.id;
    return { title: `“${title}” breaks`, detail: sentence(nameIds(what.detail, topology)) };
  }
  const goal = pattern.goals.find(({ id }) => id === what.id);
  const unit = goal?.unit ?? '';
  const label = on ? pattern.switchLabels.off : pattern.switchLabels.on;
  const other = what.other === null ? '' : ` The same faults, “${label}”: ${valueText(what.other, unit)}.`;
  return {
    title: `${goal?.title ?? what.id}: ${valueText(what.value, unit)}`,
    detail: `Without faults: ${what.calm === null ? 'nothing to measure' : valueText(what.calm, unit)}.${other}`,
  };
}

/** What there is to look for: broken properties, and the worst of each goal. */
export const troubles = (pattern: ShownPattern): readonly { readonly value: string; readonly label: string }[] => [
  { value: '', label: 'A property that breaks' },
  ...pattern.goals.map(({ id, title, better }) => ({
    value: id,
    label: `${better === 'higher' ? 'Lowest' : 'Highest'}: ${title}`,
  })),
];

export const troubleOf = (value: string): Trouble =>
  value === '' ? { kind: 'property', id: null } : { kind: 'goal', id: value };

export const valueOf = (trouble: Trouble): string => trouble.id ?? '';

/** Nothing was found: what that says. */
export const nothingWords = (trouble: Trouble, tried: number): string =>
  trouble.kind === 'property'
    ? `No property broke under ${tried} schedules of random faults.`
    : `None of ${tried} schedules made it worse than it is without faults.`;
