import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, promise, valueToPropose, type Acceptor } from './paxos-acceptor.ts';

/** Two proposers and three acceptors; every message may be lost, come late, or come twice. */
interface Proposer {
  ballot: number;
  promises: (Acceptor | null)[];
  value: string;
  accepted: Record<string, Set<number>>;
}
type Step = { readonly who: number; readonly at: number; readonly what: number };

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.integer({ min: 0, max: 1 }),
  at: fc.integer({ min: 0, max: 2 }),
  what: fc.integer({ min: 0, max: 7 }),
});
const steps = fc.array(step, { minLength: 40, maxLength: 120 });

/** Runs the steps, and answers every value that a majority has accepted in one ballot. */
function chosenBy(taken: readonly Step[], choose: typeof valueToPropose): Set<string> {
  const acceptors: Acceptor[] = [0, 1, 2].map(() => ({ promised: 0, ballot: 0, value: '' }));
  const proposers: Proposer[] = [0, 1].map(() => ({
    ballot: 0,
    promises: [null, null, null],
    value: '',
    accepted: {},
  }));
  const chosen = new Set<string>();
  let ballots = 0;
  for (const { who, at, what } of taken) {
    const proposer = proposers[who]!;
    const acceptor = acceptors[at]!;
    if (what === 0 || proposer.ballot === 0) {
      ballots += 1;
      Object.assign(proposer, { ballot: ballots, promises: [null, null, null], value: '' });
    } else if (what < 4) {
      if (promise(acceptor, proposer.ballot)) proposer.promises[at] = { ...acceptor };
    } else {
      const promises = proposer.promises.filter((each) => each !== null);
      if (promises.length < 2) continue;
      proposer.value ||= choose(promises, `p${who}`);
      if (!accept(acceptor, proposer.ballot, proposer.value)) continue;
      const by = (proposer.accepted[proposer.ballot] ??= new Set());
      by.add(at);
      if (by.size >= 2) chosen.add(proposer.value);
    }
  }
  return chosen;
}

describe('single-decree Paxos', () => {
  it('chooses at most one value, in whatever order things happen', () =>
    fc.assert(
      fc.property(steps, (given) => chosenBy(given, valueToPropose).size <= 1),
      { numRuns: 2_000 },
    ));

  it('would choose two if proposers ignored what was accepted', () => {
    const found = fc.check(
      fc.property(steps, (given) => chosenBy(given, (_promises, own) => own).size <= 1),
      { numRuns: 2_000 },
    );
    expect(found.failed).toBe(true);
  });

  it('is bound by the accepted value of the highest ballot', () => {
    const free = { promised: 9, ballot: 0, value: '' };
    expect(valueToPropose([free, free], 'n1')).toBe('n1');
    expect(
      valueToPropose(
        [
          { ...free, ballot: 3, value: 'n3' },
          { ...free, ballot: 5, value: 'n2' },
        ],
        'n1',
      ),
    ).toBe('n2');
  });

  it('promises each ballot once, and accepts what it has promised', () => {
    const acceptor = { promised: 0, ballot: 0, value: '' };
    expect([promise(acceptor, 5), promise(acceptor, 5), promise(acceptor, 4)]).toEqual([true, false, false]);
    expect([accept(acceptor, 4, 'n1'), accept(acceptor, 5, 'n2')]).toEqual([false, true]);
    expect(acceptor).toEqual({ promised: 5, ballot: 5, value: 'n2' });
  });
});
