import { describe, expect, it } from 'vitest';
import type { Property, PropertyResult } from '../../kernel/property.ts';
import { fitting, propertyStates } from './property-states.ts';

const property = (id: string, kind: Property['kind'], appliesOff?: boolean): Property => ({
  id,
  kind,
  title: id,
  explain: '',
  init: () => null,
  step: () => null,
  ...(appliesOff === undefined ? {} : { appliesOff }),
});
const all = [
  property('safe', 'always'),
  property('live', 'eventually'),
  property('seen', 'sometimes'),
  property('onlyOn', 'always', false),
];
const states = (results: readonly PropertyResult[], cursorUs = 10_000_000, on = true) =>
  propertyStates(all, results, { on, cursorUs }).map((state) => `${state.id} ${state.mark}: ${state.words}`);

describe('propertyStates', () => {
  it('has words before anything was judged', () => {
    expect(states([])).toEqual([
      'safe holds: holds so far',
      'live open: not yet due',
      'seen open: not yet reached',
      'onlyOn holds: holds so far',
    ]);
  });

  it('puts violations first and pins their moment', () => {
    const results: PropertyResult[] = [
      { id: 'safe', kind: 'always', status: 'holds' },
      { id: 'live', kind: 'eventually', status: 'violated', atUs: 4_212_000, detail: 'Order 17 has no answer.' },
    ];
    expect(states(results)[0]).toBe('live violated: violated at 4.212 s');
    const [first] = propertyStates(all, results, { on: true, cursorUs: 4_212_000 });
    expect([first!.atUs, first!.detail]).toEqual([4_212_000, 'Order 17 has no answer.']);
  });

  it('tells at the cursor what lies ahead of it', () => {
    const results: PropertyResult[] = [
      { id: 'safe', kind: 'always', status: 'violated', atUs: 4_000_000 },
      { id: 'seen', kind: 'sometimes', status: 'reached', atUs: 5_000_000 },
    ];
    expect(states(results, 1_000_000)).toContain('safe holds: holds so far, violated later, at 4.000 s');
    expect(states(results, 1_000_000)).toContain('seen open: not yet reached');
    expect(states(results, 5_000_000)).toContain('seen holds: reached at 5.000 s');
  });

  it('leaves out what is not judged without the pattern', () => {
    expect(states([], 0, false)).toHaveLength(3);
  });

  it('shows what is still owed', () => {
    expect(states([{ id: 'live', kind: 'eventually', status: 'pending' }])).toContain('live open: owed, not yet due');
  });
});

describe('fitting', () => {
  it('keeps room for the count of the rest', () => {
    expect(fitting([100, 100, 100], 316, 8, 40)).toBe(3);
    expect(fitting([100, 100, 100], 315, 8, 40)).toBe(2);
    expect(fitting([100, 100, 100], 200, 8, 40)).toBe(1);
    expect(fitting([100], 50, 8, 40)).toBe(0);
    expect(fitting([], 50, 8, 40)).toBe(0);
  });
});
