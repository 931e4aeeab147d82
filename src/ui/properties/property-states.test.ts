import { describe, expect, it } from 'vitest';
import type { Property, PropertyResult } from '../../kernel/property.ts';
import { byReason, fitting, propertyStates } from './property-states.ts';

const property = (id: string, kind: Property['kind']) => ({ id, kind, title: id, explain: '' });
const all = [
  property('raft', 'always'),
  property('safe', 'always'),
  property('live', 'eventually'),
  property('seen', 'sometimes'),
];
const states = (results: readonly PropertyResult[], cursorUs = 10_000_000) =>
  propertyStates(all, results, cursorUs).map((state) => `${state.id} ${state.mark}: ${state.words}`);

describe('propertyStates', () => {
  it('says nothing before anything was judged', () => {
    expect(states([])).toEqual([]);
  });

  it('has words for what is open', () => {
    const results: PropertyResult[] = [
      { id: 'raft', kind: 'always', status: 'holds' },
      { id: 'live', kind: 'eventually', status: 'violated', atUs: 9 },
      { id: 'seen', kind: 'sometimes', status: 'pending' },
    ];
    expect(states(results, 1)).toEqual([
      'raft holds: holds so far',
      'live open: not yet due, violated later, at 0.000 s',
      'seen open: not yet reached',
    ]);
  });

  it('puts violations first and pins their moment', () => {
    const results: PropertyResult[] = [
      { id: 'safe', kind: 'always', status: 'holds' },
      { id: 'live', kind: 'eventually', status: 'violated', atUs: 4_212_000, detail: 'Order 17 has no answer.' },
    ];
    expect(states(results)[0]).toBe('live violated: violated at 4.212 s');
    const [first] = propertyStates(all, results, 4_212_000);
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

  it('puts what is not judged last, with the reason and without a verdict', () => {
    const unjudged = (id: string, detail: string): PropertyResult => ({
      id,
      kind: 'always',
      status: 'unjudged',
      detail,
    });
    const results = [
      unjudged('raft', 'The ring counts no votes.'),
      { id: 'safe', kind: 'always', status: 'holds' } as const,
      unjudged('live', 'No lease here.'),
      unjudged('seen', 'The ring counts no votes.'),
    ];
    const all4 = propertyStates(all, results, 0);
    expect(all4.map(({ id, mark }) => `${id} ${mark}`)).toEqual([
      'safe holds',
      'raft unjudged',
      'live unjudged',
      'seen unjudged',
    ]);
    expect(byReason(all4.slice(1))).toEqual([
      { reason: 'The ring counts no votes.', titles: ['raft', 'seen'] },
      { reason: 'No lease here.', titles: ['live'] },
    ]);
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
